// Sign-in in a browser, by the API of a Poolgate gateway. One module, no dependencies.
// SPDX-License-Identifier: MIT OR Apache-2.0

/** The gateway refused, or could not be reached: then `code` is `network` and `status` is 0. */
export class PoolgateError extends Error {
  constructor(status, body, options) {
    super(body?.message ?? `The gateway's answer cannot be read (status ${status}).`, options);
    this.name = "PoolgateError";
    this.status = status;
    this.code = body?.error ?? "unexpected_answer";
    this.fields = body?.fields ?? {};
    this.retryAfter = body?.retry_after;
    this.requestId = body?.request_id;
  }
}

/** The errors of a refresh after which there is no session. All others leave it as it is. */
const OVER = ["invalid_refresh_token", "user_disabled"];

/** What the one response is called that a challenge takes; `ANSWER` for those not listed. */
const RESPONSES = {
  SMS_MFA: "SMS_MFA_CODE",
  SOFTWARE_TOKEN_MFA: "SOFTWARE_TOKEN_MFA_CODE",
  EMAIL_OTP: "EMAIL_OTP_CODE",
  SMS_OTP: "SMS_OTP_CODE",
  NEW_PASSWORD_REQUIRED: "NEW_PASSWORD",
  PASSWORD: "PASSWORD",
};

/** Milliseconds after which no answer will come: more than the gateway takes for any. */
const PATIENCE = 45_000;

/** How long a tab may read in its storage what another has replaced: by far. */
const LAG = 10_000;

const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

export function createClient({ baseUrl = "", mode = "session", storage = "memory", origins = [] } = {}) {
  if (mode !== "session" && mode !== "tokens") throw new TypeError("The mode is session or tokens.");
  const own = globalThis.location;
  const base = new URL(baseUrl || "/", own?.href).href.replace(/\/+$/, "");
  const home = new URL(base).origin;
  const name = `poolgate ${mode} ${base}`;
  const tokens = mode === "tokens" ? keeper(storage, name) : null;
  const trusted = new Set([home, ...origins.map((origin) => new URL(origin).origin)]);
  // A token says who asks; a cookie of another sign-in must not.
  const credentials = tokens ? "omit" : home === own?.origin ? "same-origin" : "include";

  // Events. Tabs that share a sign-in hear of each other; those with tokens of their own do not.

  const events = new EventTarget();
  const shared = !tokens || storage === "localStorage";
  const channel = shared && own && globalThis.BroadcastChannel ? new BroadcastChannel(name) : null;
  // Whether somebody is signed in, as far as is known.
  let live;

  function emit({ type, user }, remote) {
    if (type === "signedout" && live === false) return;
    if (type !== "refreshed") live = type === "signedin";
    events.dispatchEvent(new CustomEvent(type, { detail: { type, user, remote } }));
  }

  function tell(type, user) {
    channel?.postMessage({ type, user });
    emit({ type, user }, false);
  }

  if (channel) channel.onmessage = ({ data }) => emit(data, true);

  // Requests to the gateway.

  async function call(path, body, { method = "POST", send = fetch } = {}) {
    const headers = { accept: "application/json", ...(body && { "content-type": "application/json" }) };
    const signal = AbortSignal.timeout(PATIENCE);
    let answer;
    try {
      answer = await send(base + path, { method, headers, credentials, signal, body: body && JSON.stringify(body) });
    } catch (cause) {
      if (cause instanceof PoolgateError) throw cause;
      throw new PoolgateError(0, { error: "network", message: "The gateway cannot be reached." }, { cause });
    }
    // What is no answer of a gateway, such as the page of a proxy, is no success whatever its status.
    const content = await answer.json().catch(() => null);
    if (!answer.ok || !content?.success) throw new PoolgateError(answer.status, content);
    return content;
  }

  const signedInCall = (path, body) => call(path, body, { send: fetchSignedIn });

  // Tokens.

  /** Keeps the tokens of an answer. What did not come with a refresh is as before. */
  function keep(answer, before) {
    const lifetime = answer.expires_in * 1000;
    const expires = Date.now() + lifetime;
    // Early enough that requests under way still arrive in time.
    const due = expires - Math.min(60_000, lifetime / 4);
    const refresh = answer.refresh_token ?? before?.refresh;
    const next = { access: answer.access_token, refresh, due, expires, sub: answer.user?.sub ?? before?.sub };
    return replace(next);
  }

  function forget() {
    if (tokens) replace(null);
    tell("signedout");
  }

  // Tabs are processes of their own: what one writes into the storage, others read a moment later. Which locks are
  // held, all know at once. So a lock says which tokens are replaced, and nobody refreshes them again.

  const locks = tokens && shared ? globalThis.navigator?.locks : null;
  const mark = ({ access, refresh }) => `${name} ${access.slice(-16)} ${refresh.slice(-16)}`;

  async function isReplaced(kept) {
    return Boolean(locks) && (await locks.query()).held.some((lock) => lock.name === mark(kept));
  }

  /** Keeps other tokens, or none, and marks the old ones. */
  async function replace(next) {
    const old = tokens.get();
    tokens.set(next);
    if (old && locks) {
      await new Promise((marked) => {
        locks.request(mark(old), { mode: "shared" }, () => {
          marked();
          return pause(LAG);
        });
      });
    }
    return next;
  }

  let refreshing;

  /** The tokens after these, or null where there are none of this user. One refresh, however many ask for it. */
  async function refresh(old) {
    const run = () => refreshed(old);
    refreshing ??= (locks ? locks.request(name, run) : run()).finally(() => {
      refreshing = undefined;
    });
    const next = await refreshing;
    // What was asked for by one user is not done by another, who has signed in meanwhile.
    return next?.sub === old.sub ? next : null;
  }

  async function refreshed(old) {
    let kept = tokens.get();
    while (kept?.access === old.access && (await isReplaced(kept))) {
      await pause(20);
      kept = tokens.get();
    }
    // Another request, or another tab, was first.
    if (kept?.access !== old.access) return kept;
    const isStillKept = async () => tokens.get()?.refresh === kept.refresh && !(await isReplaced(kept));
    try {
      const answer = await call("/auth/refresh", { refresh_token: kept.refresh });
      if (await isStillKept()) {
        const next = await keep(answer, kept);
        tell("refreshed");
        return next;
      }
      // Signed out meanwhile: what came belongs to nobody.
      const orphan = answer.refresh_token;
      if (orphan) call("/auth/logout", { refresh_token: orphan }).catch(() => {});
    } catch (error) {
      if (!OVER.includes(error.code)) throw error;
      if (await isStillKept()) forget();
    }
    return tokens.get();
  }

  /** The tokens that are kept, refreshed where it is time. */
  async function current() {
    const kept = tokens.get();
    if (!kept || Date.now() < kept.due) return kept;
    try {
      return await refresh(kept);
    } catch (error) {
      if (Date.now() < kept.expires) return kept;
      throw error;
    }
  }

  // Requests of the application.

  async function fetchSignedIn(input, init) {
    // The first attempt leaves a request as it was, for the second.
    const request = new Request(input instanceof Request ? input.clone() : input, init);
    const { origin } = new URL(request.url);
    if (!tokens) return fetchWithCookie(request, origin === home);
    if (!trusted.has(origin) || request.headers.has("authorization")) return fetch(request);
    const kept = await current();
    if (!kept) return fetch(request);
    const answer = await fetchWithToken(request, kept);
    if (answer.status !== 401) return answer;
    const next = await refresh(kept);
    // A stream has gone with the first attempt.
    if (!next || init?.body instanceof ReadableStream) return answer;
    answer.body?.cancel().catch(() => {});
    return fetchWithToken(new Request(input, init), next);
  }

  function fetchWithToken(request, { access }) {
    request.headers.set("authorization", `Bearer ${access}`);
    return fetch(request);
  }

  async function fetchWithCookie(request, isHome) {
    const goesAlong = isHome && request.credentials === "same-origin";
    const answer = await fetch(goesAlong ? new Request(request, { credentials }) : request);
    // The 401 may be the application's own: the gateway knows.
    if (answer.status === 401 && isHome && live !== false) await look();
    return answer;
  }

  let looking;

  /** Asks once for any number of requests, and tells if nobody is signed in. */
  function look() {
    looking ??= user()
      .then((found) => found || live === false || tell("signedout"))
      .catch(() => {})
      .finally(() => {
        looking = undefined;
      });
    return looking;
  }

  async function user() {
    if (tokens && !tokens.get()) return null;
    try {
      const answer = await call("/auth/me", undefined, { method: "GET", send: tokens ? fetchSignedIn : fetch });
      live = true;
      return answer.user;
    } catch (error) {
      if (error.status !== 401) throw error;
      if (live && !tokens) tell("signedout");
      return null;
    }
  }

  // Signing in.

  const begin = async (path, body) => step(await call(path, { ...body, mode: tokens ? "tokens" : "session" }));

  /** Signed in, or the next challenge. */
  async function step(answer) {
    const { challenge, user } = answer;
    if (!challenge) {
      if (tokens) await keep(answer);
      tell("signedin", user);
      return { status: "signed_in", user };
    }
    const { name, session, parameters, available = [] } = challenge;
    return {
      status: "challenge",
      challenge: { name, parameters, available },
      answer: async (given) => {
        const responses = await responsesTo(challenge, given);
        return step(await call("/auth/challenge", { session, name, responses }));
      },
    };
  }

  return {
    signUp: (email, password, details) => call("/auth/signup", { ...details, email, password }),
    confirm: (email, code) => call("/auth/confirm", { email, code }),
    resendCode: (email) => call("/auth/resend-code", { email }),

    signIn: (email, password, { remember } = {}) => begin("/auth/login", { email, password, remember }),

    signInWithCode: (email, { remember, sms } = {}) =>
      begin("/auth/passwordless/start", { email, remember, method: sms ? "sms_otp" : "email_otp" }),

    async signInWithPasskey(email, { remember } = {}) {
      const first = await begin("/auth/passwordless/start", { email, remember, method: "passkey" });
      // Whoever has no passkey is asked for something else.
      return first.challenge?.name === "WEB_AUTHN" ? first.answer() : first;
    },

    signInWith(provider, { returnTo } = {}) {
      if (tokens) throw new TypeError("Identity providers need the mode session.");
      returnTo ??= home === own.origin ? own.pathname + own.search : "/";
      const query = new URLSearchParams({ mode: "session", return_to: returnTo });
      own.assign(`${base}/auth/${encodeURIComponent(provider)}/start?${query}`);
    },

    async addPasskey() {
      const { options } = await signedInCall("/auth/passkeys/start");
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
      const credential = await navigator.credentials.create({ publicKey });
      await signedInCall("/auth/passkeys/complete", { credential: credential.toJSON() });
    },

    forgotPassword: (email) => call("/auth/forgot-password", { email }),

    resetPassword: (email, code, newPassword, { everywhere } = {}) =>
      call("/auth/reset-password", { email, code, new_password: newPassword, everywhere }),

    async changePassword(currentPassword, newPassword, { everywhere } = {}) {
      const body = { current_password: currentPassword, new_password: newPassword, everywhere };
      await signedInCall("/auth/change-password", body);
      if (everywhere) forget();
    },

    async signOut({ everywhere } = {}) {
      const kept = tokens?.get();
      if (tokens && !kept) return;
      // No script can make the browser forget a cookie, so that a session lasts until the gateway has answered.
      if (tokens) forget();
      const left = call("/auth/logout", { refresh_token: kept?.refresh, everywhere });
      let refusal, hosted;
      await left.then((answer) => (hosted = answer.hosted_logout_url), (error) => (refusal = error));
      if (refusal && refusal.status !== 401) throw refusal;
      if (!tokens) forget();
      // Here it was over already. Elsewhere it may not be.
      if (refusal && everywhere) throw refusal;
      return hosted;
    },

    user,
    fetch: fetchSignedIn,

    on(type, handler) {
      const listener = ({ detail }) => handler(detail);
      events.addEventListener(type, listener);
      return () => events.removeEventListener(type, listener);
    },
  };
}

/** What a challenge is answered with: a text, all responses by name, or what the browser says by a passkey. */
async function responsesTo({ name, parameters }, given) {
  if (typeof given === "string") return { [RESPONSES[name] ?? "ANSWER"]: given };
  if (given || name !== "WEB_AUTHN") return given;
  const options = JSON.parse(parameters.CREDENTIAL_REQUEST_OPTIONS);
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = await navigator.credentials.get({ publicKey });
  return { CREDENTIAL: credential.toJSON() };
}

/** Where tokens lie: in a variable, or in one of the browser's storages. */
function keeper(storage, key) {
  let kept = null;
  if (storage === "memory") return { get: () => kept, set: (tokens) => (kept = tokens) };
  const area = globalThis[storage];
  return {
    get() {
      try {
        return JSON.parse(area.getItem(key));
      } catch {
        return null;
      }
    },
    set: (tokens) => (tokens ? area.setItem(key, JSON.stringify(tokens)) : area.removeItem(key)),
  };
}
