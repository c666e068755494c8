import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { GatewayRequest } from './gateway-request.ts';

/** A request that no socket brought: with the headers and the body that it is given, and none besides. */
export class TestRequest extends Readable implements GatewayRequest {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: string[];
  readonly headers: IncomingHttpHeaders = Object.create(null);
  readonly headersDistinct: Record<string, string[]> = Object.create(null);
  readonly socket: GatewayRequest['socket'] = {};

  /** @param rawHeaders names and values in turn */
  constructor(method: string, url: string, rawHeaders: readonly string[], body: Buffer) {
    super({ read() {} });
    this.method = method;
    this.url = url;
    this.rawHeaders = [...rawHeaders];
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
      const name = rawHeaders[index]?.toLowerCase() ?? '';
      const values = this.headersDistinct[name] ?? [];
      values.push(rawHeaders[index + 1] ?? '');
      this.headersDistinct[name] = values;
      this.headers[name] = values.join(', ');
    }
    // What frames a body is the gateway's to say.
    delete this.headers['transfer-encoding'];
    this.headers['content-length'] = String(body.length);
    if (body.length > 0) this.push(body);
    this.push(null);
  }
}
