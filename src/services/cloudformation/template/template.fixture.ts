import { type BoundTemplate, bindTemplate } from './bind.ts';
import { checkReferences } from './check-references.ts';
import { type GivenParameter, parameterTexts } from './parameter-values.ts';
import { parseTemplate } from './parse-template.ts';
import type { StackIdentity } from './pseudo-parameters.ts';

export const IDENTITY: StackIdentity = {
  account: '012345678901',
  region: 'eu-west-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
  stackId: 'arn:aws:cloudformation:eu-west-1:012345678901:stack/demo/1-2-3',
  stackName: 'demo',
  notificationArns: [],
};

/** Carries a template out as far as it goes without resources. */
export async function bind(
  body: string,
  parameters: readonly GivenParameter[] = [],
  exports: ReadonlyMap<string, string> = new Map(),
): Promise<BoundTemplate> {
  const template = await parseTemplate(body);
  checkReferences(template);
  return bindTemplate(template, parameterTexts(template.parameters, parameters), IDENTITY, exports);
}

/** A template of one resource with the property `P` as written, after `head`. */
export function withProperty(value: string, head = ''): string {
  return `${head}Resources:\n  R: {Type: AWS::T::T}\n  X:\n    Type: AWS::T::T\n    Properties:\n      P: ${value}\n`;
}

/** The property `P` of such a template; undefined when it is gone. */
export async function propertyOf(value: string, head = ''): Promise<unknown> {
  const { resources } = await bind(withProperty(value, head));
  const properties = resources.find((one) => one.logicalId === 'X')?.properties;
  return JSON.parse(JSON.stringify(properties ?? {})).P;
}
