/** Signs requests with Signature Version 4. Part of apiGateway.core. */
(() => {
  'use strict';
  const core = globalThis.apiGateway.core;
  const ALGORITHM = 'AWS4-HMAC-SHA256';

  /** `20260131T235959Z` */
  function timestamp() {
    return new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  }

  /** The request's path and query as the signature has them. */
  function canonicalUri(url) {
    const path = url.pathname.split('/').map(core.utils.encode).join('/');
    return [path, url.search.slice(1)].join('\n');
  }

  function authorization(config, request, url, headers) {
    const names = Object.keys(headers).sort();
    const lines = names.map((name) => `${name}:${String(headers[name]).trim().replace(/\s+/g, ' ')}\n`);
    const signedHeaders = names.join(';');
    const bodyHash = core.crypto.hex(core.crypto.sha256(request.body === undefined ? '' : request.body));
    const canonical = [request.verb, canonicalUri(url), lines.join(''), signedHeaders, bodyHash].join('\n');
    const date = headers['x-amz-date'].slice(0, 8);
    const scope = [date, config.region, config.serviceName, 'aws4_request'].join('/');
    const hash = core.crypto.hex(core.crypto.sha256(canonical));
    const text = [ALGORITHM, headers['x-amz-date'], scope, hash].join('\n');
    const key = scope.split('/').reduce(core.crypto.hmac, `AWS4${config.secretKey}`);
    const signature = core.crypto.hex(core.crypto.hmac(key, text));
    return `${ALGORITHM} Credential=${config.accessKey}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
  }

  core.sigV4ClientFactory = {
    /** Takes accessKey, secretKey, sessionToken, serviceName, region and what the simple HTTP client takes. */
    newClient: (config) => {
      const client = core.simpleHttpClientFactory.newClient(config);
      return {
        makeRequest: (request) => {
          const prepared = client.prepare(request);
          const url = new URL(prepared.url);
          const signed = { host: url.host, 'x-amz-date': timestamp() };
          if (config.sessionToken) signed['x-amz-security-token'] = config.sessionToken;
          for (const name of Object.keys(prepared.headers)) {
            if (name === 'content-type') signed[name] = prepared.headers[name];
          }
          const { host: _host, ...sent } = signed;
          Object.assign(prepared.headers, sent);
          prepared.headers.authorization = authorization(config, prepared, url, signed);
          return client.send(prepared);
        },
      };
    },
  };
})();
