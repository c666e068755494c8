import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import type { GatewayProcess } from './gateway-process.ts';
import { root } from './source-files.ts';
import { cloudFormationOf } from './unicorn.ts';

const example = join(root, 'examples/authorizer');

/** The example's stand-in for a provider; it is JavaScript, as its readers run it. */
const providerModule: { startIdentityProvider(port?: number): Promise<IdentityProvider> } = await import(
  join(example, 'identity-provider.mjs')
);

export interface IdentityProvider {
  readonly issuer: string;
  /** A signed token; claims in `more` come in the place of the usual ones. */
  issue(subject: string, scopes: readonly string[], more?: object): string;
  close(): void;
}

export const { startIdentityProvider } = providerModule;

/** The deployed example. */
export interface AuthorizerStack {
  readonly apiId: string;
  readonly authorizerId: string;
  readonly functionName: string;
  /** Where the stage is. */
  readonly base: string;
}

/** Creates the example's stack with the AWS SDK and waits for it. */
export async function deployAuthorizer(gateway: GatewayProcess, issuer: string): Promise<AuthorizerStack> {
  const cloudFormation = cloudFormationOf(gateway);
  const StackName = 'authorizer';
  await cloudFormation.createStack({
    StackName,
    TemplateBody: readFileSync(join(example, 'template.yaml'), 'utf8'),
    Capabilities: ['CAPABILITY_IAM'],
    Parameters: [{ ParameterKey: 'Issuer', ParameterValue: issuer }],
  });
  await waitUntilStackCreateComplete(
    { client: cloudFormation, maxWaitTime: 60, minDelay: 0.1, maxDelay: 0.5 },
    { StackName },
  );
  const { Stacks } = await cloudFormation.describeStacks({ StackName });
  cloudFormation.destroy();
  const outputs = new Map(
    Stacks?.[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
  const output = (name: string) => outputs.get(name) ?? '';
  return {
    apiId: output('ApiId'),
    authorizerId: output('AuthorizerId'),
    functionName: output('AuthorizerFunction'),
    base: `${gateway.endpoint}/_aws/execute-api/${output('ApiId')}/${output('StageName')}`,
  };
}
