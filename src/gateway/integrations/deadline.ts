/** The work took longer than it may. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Gives work a signal that aborts after `milliseconds` or together with `outer`, and does not wait for it any longer
 * than that: rejects with DeadlineError, or with the outer signal's reason.
 */
export function withDeadline<T>(
  milliseconds: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (outer.aborted) return Promise.reject(outer.reason);
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const settle = () => {
      clearTimeout(timer);
      outer.removeEventListener('abort', onOuter);
    };
    const stop = (reason: unknown) => {
      settle();
      reject(reason);
      controller.abort(reason);
    };
    const onOuter = () => stop(outer.reason);
    const timer = setTimeout(() => stop(new DeadlineError()), milliseconds);
    outer.addEventListener('abort', onOuter);
    work(controller.signal).then(
      (value) => {
        settle();
        resolve(value);
      },
      (error) => {
        settle();
        reject(error);
      },
    );
  });
}
