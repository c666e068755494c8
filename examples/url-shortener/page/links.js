/** The API as somebody who has signed in calls it. Its methods throw Error with the API's own message. */
export class Links {
  #base;
  #token;

  /**
   * @param {URL | string} base where the stage is, with a slash at its end
   * @param {string} token of the user pool
   */
  constructor(base, token) {
    this.#base = base;
    this.#token = token;
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
    const headers = { authorization: this.#token, ...(body && { 'content-type': 'application/json' }) };
    const response = await fetch(url, { method, headers, body });
    const text = await response.text();
    if (response.status === 401) throw new Error('Your sign-in has ended. Sign in again.');
    if (!response.ok) throw new Error(messageOf(text) ?? `The answer is ${response.status}`);
    return text && JSON.parse(text);
  }
}

function messageOf(text) {
  try {
    return JSON.parse(text).message;
  } catch {
    return undefined;
  }
}
