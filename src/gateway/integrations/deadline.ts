/** The work took longer than it may. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Waits for work no longer than `milliseconds`, and not beyond the end of the request it is done for: rejects with
 * DeadlineError, or with the signal's reason. Either way the work is told by the request's signal.
 * @param request aborted here when time is up, elsewhere when the client goes away
 */
export function withDeadline<T>(
  milliseconds: number,
  request: AbortController,
  work: () => Promise<T>,
): Promise<T> {
  const { signal } = request;
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => request.abort(new DeadlineError()), milliseconds);
    signal.onabort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    work().then(
      (value) => {
        clearTimeout(timer);
        signal.onabort = null;
        resolve(value);
      },
      (error) => {
        clearTimeout(timer);
        signal.onabort = null;
        reject(error);
      },
    );
  });
}
