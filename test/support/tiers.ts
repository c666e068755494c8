import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { sign } from '../../src/identity/sigv4/sign.ts';
import { type GatewayProcess, type Keys, REGION } from './gateway-process.ts';
import { root } from './source-files.ts';
import { cloudFormationOf } from './unicorn.ts';

const example = join(root, 'examples/tiers');
export const tiersTemplate = readFileSync(join(example, 'template.yaml'), 'utf8');

/** The example's own builder; it is JavaScript, as its readers' programs are. */
const buildModule: { buildTemplate(): string } = await import(join(example, 'build.mjs'));
export const { buildTemplate } = buildModule;

/** The deployed example. */
export interface TiersStack {
  readonly apiId: string;
  readonly apiArn: string;
  /** Where the stage is. */
  readonly base: string;
}

/** Creates the example's stack with the AWS SDK, and waits for it. */
export async function deployTiers(gateway: GatewayProcess, freeQuota: number): Promise<TiersStack> {
  const cloudFormation = cloudFormationOf(gateway);
  const StackName = 'tiers';
  await cloudFormation.createStack({
    StackName,
    TemplateBody: tiersTemplate,
    Parameters: [{ ParameterKey: 'FreeQuota', ParameterValue: String(freeQuota) }],
    Capabilities: ['CAPABILITY_IAM'],
  });
  await waitUntilStackCreateComplete(
    { client: cloudFormation, maxWaitTime: 60, minDelay: 0.1, maxDelay: 0.5 },
    { StackName },
  );
  const { Stacks: [stack] = [] } = await cloudFormation.describeStacks({ StackName });
  cloudFormation.destroy();
  const output = (key: string) =>
    stack?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue ?? '';
  const apiId = output('ApiId');
  return { apiId, apiArn: output('ApiArn'), base: `${gateway.endpoint}/_aws/execute-api/${apiId}/Prod` };
}

export interface Reply {
  readonly status: number;
  readonly text: string;
}

/** A call signed for a service of the gateway, such as `execute-api`. */
export async function signedCall(
  keys: Keys,
  service: string,
  method: string,
  address: string,
  body = '',
): Promise<Reply> {
  const url = new URL(address);
  const headers = ['Host', url.host, ...(body === '' ? [] : ['Content-Type', 'application/json'])];
  const signed = sign(
    { method, path: url.pathname, query: url.search.slice(1), headers, body: Buffer.from(body) },
    keys,
    { service, region: REGION, now: Date.now() },
  );
  const all = [...headers.slice(2), ...signed.headers];
  const response = await fetch(url, {
    method,
    headers: Object.fromEntries(
      all.flatMap((name, index) => (index % 2 === 0 ? [[name, all[index + 1] ?? '']] : [])),
    ),
    ...(body === '' ? {} : { body }),
  });
  return { status: response.status, text: await response.text() };
}
