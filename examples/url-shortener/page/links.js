import { signatureHeaders } from './sign.js';

/** The API as somebody with an access key calls it. Its methods throw Error with the API's own message. */
export class Links {
  #base;
  #region;
  #credentials;

  /**
   * @param {URL | string} base where the stage is, with a slash at its end
   * @param {string} region
   * @param {{accessKeyId: string, secretAccessKey: string, sessionToken?: string}} credentials
   */
  constructor(base, region, credentials) {
    this.#base = base;
    this.#region = region;
    this.#credentials = credentials;
  }

  /** What leads to a link's target. */
  address(id) {
    return new URL(encodeURIComponent(id), this.#base).href;
  }

  /** All links of the caller's: `{id, url, timestamp}`. */
  async list() {
    const all = [];
    let after;
    do {
      const { links, next } = await this.#call(
        'GET',
        after ? `app?after=${encodeURIComponent(after)}` : 'app',
      );
      all.push(...links);
      after = next;
    } while (after);
    return all;
  }

  create(id, url) {
    return this.#call('POST', 'app', { id, url });
  }

  update(id, url) {
    return this.#call('PUT', `app/${encodeURIComponent(id)}`, { url });
  }

  async delete(id) {
    await this.#call('DELETE', `app/${encodeURIComponent(id)}`);
  }

  async #call(method, path, input) {
    const url = new URL(path, this.#base);
    const body = input && JSON.stringify(input);
    const signature = await signatureHeaders({
      ...{ method, url, body },
      region: this.#region,
      credentials: this.#credentials,
    });
    const headers = body ? { ...signature, 'content-type': 'application/json' } : signature;
    const response = await fetch(url, { method, headers, body });
    const text = await response.text();
    if (!response.ok) throw new Error(messageOf(text) ?? `The answer is ${response.status}`);
    return text && JSON.parse(text);
  }
}

function messageOf(text) {
  try {
    const { message, Message } = JSON.parse(text);
    // Of a wrong signature, what follows is for programmers.
    return (message ?? Message)?.split('\n')[0];
  } catch {
    return undefined;
  }
}
