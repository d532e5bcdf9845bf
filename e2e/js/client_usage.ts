// All that the browser client offers, for the type checker.

import { createClient, PoolgateError, type Client, type ClientEvent, type SignIn, type User } from "@poolgate/client";

const client: Client = createClient();
createClient({ baseUrl: "https://id.example.com", mode: "session" });
const tokens = createClient({ mode: "tokens", storage: "localStorage", origins: ["https://api.example.com"] });
createClient({ mode: "tokens", storage: "sessionStorage" });
createClient({ mode: "tokens", storage: "memory" });

export async function useAll(email: string, password: string): Promise<string[]> {
  const signedUp = await client.signUp(email, password, { first_name: "Ada", attributes: { locale: "en" } });
  const where: string | null | undefined = signedUp.delivery?.destination;
  if (signedUp.confirmation_required) await client.confirm(email, "123456");
  const sent: string = (await client.resendCode(email)).message;

  let step: SignIn = await client.signIn(email, password, { remember: true });
  step = await client.signInWithCode(email, { sms: true, remember: false });
  step = await client.signInWithPasskey(email);
  while (step.status === "challenge") {
    const { name, parameters, available } = step.challenge;
    if (name === "WEB_AUTHN") step = await step.answer();
    else if (available.length > 0) step = await step.answer(available[0]);
    else step = await step.answer({ ANSWER: parameters["question"] ?? "", NUMBER: 1 });
  }
  const groups: string[] = step.user.groups;
  client.signInWith("google");
  client.signInWith("google", { returnTo: "/home" });

  await client.addPasskey();
  await client.forgotPassword(email);
  const reset = await client.resetPassword(email, "123456", password, { everywhere: true });
  const ended: boolean | undefined = reset.sessions_ended;
  await client.changePassword(password, `${password}-2`, { everywhere: ended === true });

  const handler = ({ type, user, remote }: ClientEvent) => console.log(type, user?.sub, remote);
  const off: () => void = client.on("signedin", handler);
  client.on("signedout", ({ remote }) => console.log(remote));
  client.on("refreshed", handler);
  off();

  const user: User | null = await client.user();
  const answer: Response = await tokens.fetch("/api/customers", { method: "POST", body: new FormData() });
  await tokens.fetch(new Request(new URL("https://api.example.com/")));
  await client.signOut();
  await client.signOut({ everywhere: true });
  return [...groups, where ?? sent, user?.email ?? "nobody", String(user?.["custom:role"]), String(answer.ok)];
}

export function explain(error: unknown): string {
  if (!(error instanceof PoolgateError)) throw error;
  const { code, status, fields, retryAfter, requestId, message, name } = error;
  return [name, code, status.toFixed(), fields["password"], retryAfter?.toFixed(), requestId, message].join(" ");
}

// What must not pass.

// @ts-expect-error: there are two modes
createClient({ mode: "cookie" });
// @ts-expect-error: there are three storages
createClient({ storage: "indexedDB" });
// @ts-expect-error: there are three events
client.on("signout", () => {});
// @ts-expect-error: the gateway alone makes errors
new PoolgateError();
// @ts-expect-error: a challenge has no user
client.signIn("a", "b").then(({ user }) => user);
