interface SharedCall<Result> {
  readonly result: Promise<Result>;
  readonly controller: AbortController;
  waiting: number;
}

/** Calls that several may wait for: who asks for one that is under way joins it. */
export class SharedCalls<Result> {
  readonly #calls = new Map<string, SharedCall<Result>>();

  /** Calls under way. */
  get size(): number {
    return this.#calls.size;
  }

  /**
   * The result of the call with this key, which begins unless it is under way. Rejects with the reason of `signal` when
   * that is aborted before; the call itself is aborted when nobody waits for it any longer.
   */
  join(
    key: string,
    signal: AbortSignal,
    begin: (controller: AbortController) => Promise<Result>,
  ): Promise<Result> {
    if (signal.aborted) return Promise.reject(signal.reason);
    const call = this.#calls.get(key) ?? this.#begin(key, begin);
    call.waiting++;
    return new Promise((resolve, reject) => {
      const leave = () => {
        reject(signal.reason);
        if (--call.waiting > 0) return;
        if (this.#calls.get(key) === call) this.#calls.delete(key);
        call.controller.abort(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      const settle = () => signal.removeEventListener('abort', leave);
      call.result.then(resolve, reject).finally(settle);
    });
  }

  #begin(key: string, begin: (controller: AbortController) => Promise<Result>): SharedCall<Result> {
    const controller = new AbortController();
    const call: SharedCall<Result> = { result: begin(controller), controller, waiting: 0 };
    const forget = () => {
      if (this.#calls.get(key) === call) this.#calls.delete(key);
    };
    this.#calls.set(key, call);
    call.result.then(forget, forget);
    return call;
  }
}
