import { Writable } from 'node:stream';

/** What a handler writes its response to: sent to the Runtime API as it is written, no faster than it is taken. */
export class ResponseStream extends Writable {
  /** Called before the first write, with a function that writes before it. */
  _onBeforeFirstWrite;
  /** Resolves when the platform has taken the whole response. */
  taken;
  #open;
  #request;
  #contentType = 'application/octet-stream';
  #settleTaken;

  /** @param openResponse begins the response: `(contentType, onAccepted, onError) => http.ClientRequest` */
  constructor(openResponse) {
    super({ decodeStrings: true, highWaterMark: 64 * 1024 });
    this.#open = openResponse;
    this.taken = new Promise((resolve, reject) => {
      this.#settleTaken = { resolve, reject };
    });
    // What goes wrong is told to the handler by events, and by `taken` to whoever waits for that.
    this.taken.catch(() => {});
    this.on('error', () => {});
    this.on('finish', () => this.#settleTaken.resolve());
  }

  /** Whether something of the response may have been sent. */
  get begun() {
    return this.#request !== undefined;
  }

  setContentType(contentType) {
    if (this.begun || this.writableLength > 0) throw new Error('Cannot set content-type, too late.');
    this.#contentType = contentType;
  }

  /** Objects are written as JSON. */
  write(chunk, encoding, callback) {
    const plain = typeof chunk === 'string' || chunk instanceof Uint8Array;
    return super.write(plain ? chunk : JSON.stringify(chunk), encoding, callback);
  }

  /** Ends a response in the middle with an error, which goes behind it. */
  fail(error) {
    return new Promise((resolve) => {
      const request = this.#request;
      request.removeAllListeners('error');
      request.once('error', resolve);
      request.once('response', (response) => response.resume().once('close', resolve));
      request.addTrailers({
        'Lambda-Runtime-Function-Error-Type': error.errorType.replace(/[^\x20-\x7e]/g, '?'),
        'Lambda-Runtime-Function-Error-Body': Buffer.from(JSON.stringify(error)).toString('base64'),
      });
      request.end();
    });
  }

  _write(chunk, _encoding, done) {
    this.#begin();
    this.#request.write(chunk, done);
  }

  _final(done) {
    this.#begin();
    this.#request.once('accepted', () => done());
    this.#request.end();
  }

  /** The request stays open: an error can still be said behind what was sent. */
  _destroy(error, done) {
    this.#settleTaken.reject(error ?? new Error('Response stream is not finished.'));
    done(error);
  }

  #begin() {
    if (this.#request) return;
    const request = this.#open(this.#contentType);
    this.#request = request;
    request.once('error', (error) => this.destroy(error));
    request.once('response', (response) => response.resume().once('end', () => request.emit('accepted')));
    this._onBeforeFirstWrite?.((chunk) => request.write(chunk));
  }
}
