import http from 'node:http';

/** Speaks the Lambda Runtime API at `HOST:PORT[/PREFIX]` over one connection that is kept open. */
export function createRuntimeClient(runtimeApi) {
  const base = new URL(`http://${runtimeApi}/2018-06-01/runtime/`);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

  function call(method, path, body, headers = {}) {
    return new Promise((resolve, reject) => {
      const request = http.request(
        {
          host: base.hostname,
          port: base.port,
          path: base.pathname + path,
          method,
          agent,
          headers: body === undefined ? headers : { ...headers, 'Content-Length': Buffer.byteLength(body) },
        },
        (response) => {
          const chunks = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode,
              headers: response.headers,
              body: String(Buffer.concat(chunks)),
            }),
          );
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  }

  const errorHeaders = (error) => ({
    'Content-Type': 'application/json',
    'Lambda-Runtime-Function-Error-Type': error.errorType.replace(/[^\x20-\x7e]/g, '?'),
  });

  return {
    /** Waits for the next invocation. Without its Runtime API the environment is of no use: the process ends. */
    async next() {
      const response = await call('GET', 'invocation/next').catch(() => process.exit(1));
      if (response.status !== 200) process.exit(1);
      return response;
    },
    postResponse: (requestId, json) =>
      call('POST', `invocation/${requestId}/response`, json, { 'Content-Type': 'application/json' }),
    /** A response that is written piece by piece; an error in the middle of it goes into its trailers. */
    openResponse: (requestId, contentType) =>
      http.request({
        host: base.hostname,
        port: base.port,
        path: `${base.pathname}invocation/${requestId}/response`,
        method: 'POST',
        agent,
        headers: {
          'Content-Type': contentType,
          'Lambda-Runtime-Function-Response-Mode': 'streaming',
          'Transfer-Encoding': 'chunked',
          Trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
        },
      }),
    postError: (requestId, error) =>
      call('POST', `invocation/${requestId}/error`, JSON.stringify(error), errorHeaders(error)),
    postInitError: (error) => call('POST', 'init/error', JSON.stringify(error), errorHeaders(error)),
  };
}
