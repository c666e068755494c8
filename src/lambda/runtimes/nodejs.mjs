// The nodejs* runtimes: loads the handler, then serves one invocation after the other from the Lambda Runtime API.
// Plain JavaScript, since it runs as it is in the function's own process.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

import { patchConsole } from './nodejs/console.mjs';
import { createContext } from './nodejs/context.mjs';
import { errorObject, UnhandledPromiseRejection } from './nodejs/errors.mjs';
import { loadHandler } from './nodejs/load-handler.mjs';
import { ResponseStream } from './nodejs/response-stream.mjs';
import { createRuntimeClient } from './nodejs/runtime-client.mjs';
import { awslambda, runStreaming, streamsResponse } from './nodejs/streaming.mjs';

const EXIT_UNHANDLED_REJECTION = 128;
const EXIT_UNCAUGHT_EXCEPTION = 129;

const client = createRuntimeClient(process.env.AWS_LAMBDA_RUNTIME_API);
const currentRequest = { id: undefined };
patchConsole(currentRequest);
globalThis.awslambda = awslambda;

/** Ends the current invocation (or the initialization) with an error that nobody caught; the process ends with it. */
let onUncaught = async (error) => {
  await client.postInitError(errorObject(error));
};
/** Called when nothing is left to do in the event loop. */
let onEmptyEventLoop = () => {};

process.on('uncaughtException', (error) => endWith(error, EXIT_UNCAUGHT_EXCEPTION));
process.on('unhandledRejection', (reason) =>
  endWith(new UnhandledPromiseRejection(reason), EXIT_UNHANDLED_REJECTION),
);
process.on('beforeExit', () => onEmptyEventLoop());

async function endWith(error, exitCode) {
  logError(currentRequest.id === undefined ? 'Uncaught Exception' : 'Invoke Error', error);
  await flushed();
  await onUncaught(error).catch(() => {});
  process.exit(exitCode);
}

/** Resolves when everything logged so far is with the platform, so that it counts as this invocation's. */
async function flushed() {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writableLength > 0) await new Promise((resolve) => stream.write('', resolve));
  }
}

function logError(title, error) {
  const { errorType, errorMessage, trace } = errorObject(error);
  console.error(`${title} \t${JSON.stringify({ errorType, errorMessage, stack: trace })}`);
}

/** Runs the handler once. Resolves with its result, whichever of the three styles it is written in. */
function run(handler, event, context) {
  return new Promise((resolve, reject) => {
    let done = false;
    let finish;
    const settle = (error, result) => {
      if (error === undefined || error === null) resolve(result);
      else reject(error);
    };
    const callback = (error, result) => {
      if (done) return;
      done = true;
      finish = () => settle(error, result);
      if (!context.callbackWaitsForEmptyEventLoop) setImmediate(finish);
    };
    onEmptyEventLoop = () => (finish ? finish() : resolve(null));
    const legacy = (error, result) => {
      context.callbackWaitsForEmptyEventLoop = false;
      callback(error, result);
    };
    context.done = legacy;
    context.succeed = (result) => legacy(null, result);
    context.fail = (error) => legacy(error ?? new Error('handled'));
    const returned = handler(event, context, callback);
    if (typeof returned?.then === 'function') {
      returned.then(
        (result) => resolve(result),
        (error) => reject(error),
      );
    }
  });
}

async function serve(handler) {
  const { headers, body } = await client.next();
  const context = createContext(headers);
  const requestId = context.awsRequestId;
  currentRequest.id = requestId;
  const traceId = headers['lambda-runtime-trace-id'];
  if (traceId) process.env._X_AMZN_TRACE_ID = traceId;
  else delete process.env._X_AMZN_TRACE_ID;

  onUncaught = (error) => client.postError(requestId, errorObject(error));
  let response;
  try {
    if (streamsResponse(handler)) return await serveStreaming(handler, JSON.parse(body), context);
    const result = await run(handler, JSON.parse(body), context);
    response = JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch (error) {
    logError('Invoke Error', error);
    await flushed();
    await client.postError(requestId, errorObject(error));
    return;
  } finally {
    onEmptyEventLoop = () => {};
  }
  await flushed();
  await client.postResponse(requestId, response);
}

async function serveStreaming(handler, event, context) {
  const requestId = context.awsRequestId;
  const stream = new ResponseStream((contentType) => client.openResponse(requestId, contentType));
  onUncaught = (error) => reportTo(stream, requestId, error);
  try {
    await runStreaming(handler, event, stream, context, (listener) => {
      onEmptyEventLoop = listener;
    });
    await flushed();
  } catch (error) {
    logError('Invoke Error', error);
    await flushed();
    await reportTo(stream, requestId, error);
  }
}

/** An error goes behind the response that has been begun, else it is the response. */
function reportTo(stream, requestId, error) {
  return stream.begun ? stream.fail(errorObject(error)) : client.postError(requestId, errorObject(error));
}

async function main() {
  let handler;
  try {
    handler = await loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
  } catch (error) {
    await endWith(error, EXIT_UNCAUGHT_EXCEPTION);
  }
  for (;;) await serve(handler);
}

main();
