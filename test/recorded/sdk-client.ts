import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import * as sdk from '@aws-sdk/client-api-gateway';
import type { ApiResponse } from '../../src/protocols/http.ts';
import { type Answer, answerOf, REGION, type ServiceUnderTest } from './service-under-test.ts';

/**
 * Calls API Gateway with the AWS SDK for JavaScript over a loopback socket, and gives what came over the wire: the
 * recordings are compared with that, and the SDK must understand it alike.
 */
export class SdkClient {
  readonly #service: ServiceUnderTest;
  readonly #client: sdk.APIGatewayClient;
  readonly #close: () => void;
  #last: ApiResponse | undefined;

  private constructor(service: ServiceUnderTest, endpoint: string, close: () => void) {
    this.#service = service;
    this.#close = close;
    this.#client = new sdk.APIGatewayClient({
      endpoint,
      region: REGION,
      maxAttempts: 1,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    });
  }

  static async start(service: ServiceUnderTest): Promise<SdkClient> {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { method = '', url = '', headers } = request;
      const [path = '', query = ''] = url.split('?', 2);
      const answer = await service.handle({ method, path, query, headers, body: Buffer.concat(chunks) });
      client.#last = answer;
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address);
    const client = new SdkClient(service, `http://127.0.0.1:${address.port}`, () => server.close());
    return client;
  }

  async call(operationName: string, input: Readonly<Record<string, unknown>>): Promise<Answer> {
    const operation = await this.#service.operation(operationName);
    const Command: unknown = Reflect.get(sdk, `${operationName}Command`);
    assert.ok(typeof Command === 'function');
    this.#last = undefined;
    const failure = await this.#client.send(Reflect.construct(Command, [input])).then(
      () => undefined,
      (error: unknown) => error,
    );
    const last: ApiResponse | undefined = this.#last;
    assert.ok(last, `the SDK did not send ${operationName}: ${failure}`);
    const answer = answerOf(operation, last);
    assert.equal(failure instanceof Error ? failure.name : undefined, answer.code);
    return answer;
  }

  close(): void {
    this.#client.destroy();
    this.#close();
  }
}
