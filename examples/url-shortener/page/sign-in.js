/**
 * Sign-in at a user pool by authorization code with PKCE, which needs no secret in the page:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/using-pkce-in-authorization-code.html
 *
 * WebCrypto is there on https and on localhost only.
 */

/** What a browser keeps from the time it leaves until it comes back. */
const KEPT = 'links-sign-in';

/** Signs people in to one application. */
export class SignIn {
  #settings;
  #page;
  #kept;

  /**
   * @param {{clientId: string, signIn: string}} settings the application's name, and where its users sign in
   * @param {URL | string} page where to come back to: one of the application's callback URLs
   * @param {Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>} kept
   */
  constructor(settings, page, kept) {
    this.#settings = settings;
    this.#page = String(page);
    this.#kept = kept;
  }

  /** Where to send the browser to. */
  async begin() {
    const verifier = randomText();
    const state = randomText();
    this.#kept.setItem(KEPT, JSON.stringify({ verifier, state }));
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
    return this.#address('oauth2/authorize', {
      response_type: 'code',
      scope: 'openid',
      redirect_uri: this.#page,
      state,
      code_challenge: base64Url(new Uint8Array(digest)),
      code_challenge_method: 'S256',
    });
  }

  /**
   * The id token for what the browser came back with; undefined when it came from elsewhere. Throws Error.
   * @param {URLSearchParams} answer
   */
  async finish(answer) {
    const kept = JSON.parse(this.#kept.getItem(KEPT) ?? 'null');
    this.#kept.removeItem(KEPT);
    if (!answer.has('state')) return undefined;
    if (answer.get('state') !== kept?.state) throw new Error('This sign-in was not begun here.');
    if (!answer.has('code')) throw new Error(`The sign-in failed: ${answer.get('error')}`);
    const response = await fetch(`${this.#settings.signIn}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: this.#settings.clientId,
        redirect_uri: this.#page,
        code: answer.get('code'),
        code_verifier: kept.verifier,
      }),
    });
    const { id_token: token, error } = await response.json();
    if (!response.ok) throw new Error(`The sign-in failed: ${error}`);
    return token;
  }

  /** Where to send the browser to so that it forgets who has signed in. */
  signOutAddress() {
    return this.#address('logout', { logout_uri: this.#page });
  }

  #address(path, parameters) {
    const { clientId, signIn } = this.#settings;
    return `${signIn}/${path}?${new URLSearchParams({ client_id: clientId, ...parameters })}`;
  }
}

function randomText() {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64Url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
