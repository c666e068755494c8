import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { ZipFile } from 'yazl';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { functionArn } from './function-arn.ts';
import { createLambda, type Lambda, type LambdaDependencies } from './lambda.ts';
import { type FunctionRecord, type FunctionVersion, functions } from './records.ts';

export const SCOPE = { account: '123456789012', region: 'eu-west-1' };
const ROLE = `arn:aws:iam::${SCOPE.account}:role/lambda-role`;

/** Files by name to a zip file; a mode makes them executable. */
export async function zipOf(
  files: Readonly<Record<string, string | { text: string; mode: number }>>,
): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) {
    const { text, mode } = typeof content === 'string' ? { text: content, mode: 0o644 } : content;
    zip.addBuffer(Buffer.from(text), name, { mode: 0o100000 | mode });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

export interface LambdaFixture {
  readonly lambda: Lambda;
  readonly store: Store;
  readonly logLines: string[];
  /** Puts a function's record and code in place. */
  define(
    name: string,
    files: Parameters<typeof zipOf>[0],
    configuration?: Partial<FunctionVersion>,
    record?: Partial<FunctionRecord>,
  ): Promise<FunctionRecord>;
  /** Invokes and gives the payload as JSON. */
  call(
    name: string,
    event?: unknown,
  ): Promise<{ error: boolean; payload: unknown; log: string; version: string }>;
}

/** Lambda on a store in memory, closed and removed when the test ends. */
export async function lambdaFixture(
  t: TestContext,
  overrides: Partial<LambdaDependencies> = {},
): Promise<LambdaFixture> {
  const directory = await mkdtemp(path.join(tmpdir(), 'alicorn-lambda-'));
  const store = overrides.store ?? openSqliteStore(':memory:');
  const logLines: string[] = [];
  const lambda = createLambda({
    store,
    clock: Date.now,
    codeDirectory: path.join(directory, 'code'),
    endpoint: () => 'http://127.0.0.1:4566',
    issueRoleSession: async (roleArn) => ({
      accessKeyId: 'ASIATEST',
      secretAccessKey: `secret of ${roleArn}`,
      sessionToken: 'token',
    }),
    log: ({ text }) => logLines.push(text),
    ...overrides,
  });
  t.after(async () => {
    await lambda.close();
    if (!overrides.store) await store.close();
    await rm(directory, { recursive: true, force: true });
  });
  return {
    lambda,
    store,
    logLines,
    async define(name, files, configuration, record) {
      const code = await lambda.code.admit(await zipOf(files));
      const latest: FunctionVersion = {
        functionName: name,
        version: '$LATEST',
        runtime: 'nodejs22.x',
        handler: 'index.handler',
        role: ROLE,
        description: '',
        timeout: 3,
        memorySize: 128,
        environment: {},
        architectures: ['x86_64'],
        ...code,
        lastModified: Date.now(),
        revisionId: randomUUID(),
        ...configuration,
      };
      const value: FunctionRecord = {
        name,
        arn: functionArn({ ...SCOPE, functionName: name }),
        latest,
        versions: {},
        lastVersion: 0,
        aliases: {},
        policies: {},
        tags: {},
        ...record,
      };
      await store.collection(functions).put(SCOPE, name, value);
      return value;
    },
    async call(name, event = {}) {
      const result = await lambda.invoker.invoke({
        ...SCOPE,
        functionName: name,
        payload: Buffer.from(JSON.stringify(event)),
        type: 'RequestResponse',
        logTail: true,
      });
      return {
        error: result.functionError !== undefined,
        payload: JSON.parse(Buffer.from(result.payload).toString()),
        log: Buffer.from(result.logResult ?? '', 'base64').toString(),
        version: result.executedVersion,
      };
    },
  };
}
