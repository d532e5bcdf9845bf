// Types of @poolgate/client.
// SPDX-License-Identifier: MIT OR Apache-2.0

export interface ClientOptions {
  /** Where the gateway is, as a URL or a path. Without it: where the page is from. */
  baseUrl?: string;
  /** A cookie that no script can read, or tokens in this page. `session` unless said otherwise. */
  mode?: "session" | "tokens";
  /** Where tokens lie. `memory` unless said otherwise. */
  storage?: "memory" | "sessionStorage" | "localStorage";
  /** Further origins that get the token, such as `https://api.example.com`. The gateway's own always does. */
  origins?: string[];
}

/** As the sign-in answers it. */
export interface SignedInUser {
  sub: string;
  username: string;
  email: string | null;
  email_verified: boolean;
  groups: string[];
}

/** As `/auth/me` answers it: the claims of the access token and the attributes of the user. */
export interface User {
  sub: string;
  username: string;
  email?: string;
  email_verified?: boolean;
  groups: string[];
  [claim: string]: unknown;
}

/** Where a code went, masked. */
export interface Delivery {
  destination: string | null;
  medium: string | null;
  attribute: string | null;
}

export interface Done {
  success: true;
  message: string;
}

export interface Sent extends Done {
  delivery: Delivery | null;
}

export interface SignedUp extends Sent {
  user_sub: string;
  /** Whether `confirm` must be called before the first sign-in. */
  confirmation_required: boolean;
}

export interface SignUpDetails {
  first_name?: string;
  last_name?: string;
  name?: string;
  phone_number?: string;
  attributes?: Record<string, string>;
}

export type SignIn = { status: "signed_in"; user: SignedInUser } | ChallengeStep;

export interface ChallengeStep {
  status: "challenge";
  challenge: {
    /** Cognito's name of it. */
    name: string;
    parameters: Record<string, string>;
    /** What there is to choose from. */
    available: string[];
  };
  /**
   * A text where one response is asked for: a code, a new password, a choice. Else all responses by Cognito's names.
   * Nothing for `WEB_AUTHN`: the browser asks for the passkey. After a refusal it can be called again.
   */
  answer(responses?: string | Record<string, unknown>): Promise<SignIn>;
}

export interface SignInOptions {
  /** A session that outlives the browser. */
  remember?: boolean;
}

export interface ClientEvent {
  type: "signedin" | "signedout" | "refreshed";
  /** Who signed in. */
  user?: SignedInUser;
  /** Whether it happened in another tab. */
  remote: boolean;
}

export interface Client {
  signUp(email: string, password: string, details?: SignUpDetails): Promise<SignedUp>;
  confirm(email: string, code: string): Promise<Done>;
  resendCode(email: string): Promise<Sent>;

  signIn(email: string, password: string, options?: SignInOptions): Promise<SignIn>;
  /** A code by mail, or by text message. The answer is a challenge that takes it. */
  signInWithCode(email: string, options?: SignInOptions & { sms?: boolean }): Promise<SignIn>;
  /** A challenge where the user has no passkey. */
  signInWithPasskey(email: string, options?: SignInOptions): Promise<SignIn>;
  /** Leaves the page. In the mode `session` only. */
  signInWith(provider: string, options?: { returnTo?: string }): void;
  /** Answers where to send the browser, if the hosted pages of an identity provider's sign-in have a session too. */
  signOut(options?: { everywhere?: boolean }): Promise<string | undefined>;

  /** Makes a passkey for the signed-in user. */
  addPasskey(): Promise<void>;

  forgotPassword(email: string): Promise<Sent>;
  resetPassword(
    email: string,
    code: string,
    newPassword: string,
    options?: { everywhere?: boolean },
  ): Promise<Done & { sessions_ended?: boolean }>;
  /** With `everywhere` all sessions end, this one too. */
  changePassword(currentPassword: string, newPassword: string, options?: { everywhere?: boolean }): Promise<void>;

  /** Who is signed in, or null. */
  user(): Promise<User | null>;
  /** As `window.fetch`, for the signed-in user. */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /** Calls the handler at each event, until the function that it returns is called. */
  on(type: ClientEvent["type"], handler: (event: ClientEvent) => void): () => void;
}

export function createClient(options?: ClientOptions): Client;

export class PoolgateError extends Error {
  private constructor();
  readonly name: "PoolgateError";
  /** A stable code, as the gateway documents them; `network` or `unexpected_answer` where it did not answer. */
  readonly code: string;
  /** The status of HTTP, or 0. */
  readonly status: number;
  /** What is wrong with which member of the request. */
  readonly fields: Record<string, string>;
  /** Seconds. */
  readonly retryAfter?: number;
  readonly requestId?: string;
}
