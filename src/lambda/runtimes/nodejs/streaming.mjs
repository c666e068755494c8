const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const STREAM_RESPONSE = 'response';

/**
 * The global `awslambda`, by which handlers say that they stream their response.
 * https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
 */
export const awslambda = {
  /** Marks a handler `(event, responseStream, context)`. */
  streamifyResponse(handler) {
    handler[STREAMING] = STREAM_RESPONSE;
    return handler;
  },
  HttpResponseStream: {
    /** Puts status, headers and cookies before what is written: JSON, then eight null bytes. */
    from(underlyingStream, prelude) {
      underlyingStream.setContentType('application/vnd.awslambda.http-integration-response');
      const metadata = JSON.stringify(prelude);
      underlyingStream._onBeforeFirstWrite = (write) => {
        write(metadata);
        write(new Uint8Array(8));
      };
      return underlyingStream;
    },
  },
};

export function streamsResponse(handler) {
  return handler[STREAMING] === STREAM_RESPONSE;
}

/**
 * Runs a streaming handler once. Resolves when the platform has taken its response; rejects with what the handler threw,
 * or what went wrong with the stream.
 * @param onEmptyEventLoop gets what to do when nothing is left to do in the event loop
 */
export async function runStreaming(handler, event, stream, context, onEmptyEventLoop) {
  const starved = new Promise((_resolve, reject) => {
    onEmptyEventLoop(() => reject('Response stream is not finished.'));
  });
  starved.catch(() => {});
  const returned = handler(event, stream, context);
  if (typeof returned?.then !== 'function') {
    return Promise.reject('Streaming does not support non-async handlers.');
  }
  const result = await Promise.race([returned, starved]);
  if (result !== undefined) console.warn('Streaming handlers ignore return values.');
  return Promise.race([stream.taken, starved]);
}
