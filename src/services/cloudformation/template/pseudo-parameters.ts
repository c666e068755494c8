import type { TemplateValue } from './value.ts';

/** What pseudo parameters are made of. */
export interface StackIdentity {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  /** `amazonaws.com` */
  readonly urlSuffix: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly notificationArns: readonly string[];
}

const NAMES = new Set([
  'AWS::AccountId',
  'AWS::NotificationARNs',
  'AWS::NoValue',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
]);

export function isPseudoParameter(name: string): boolean {
  return NAMES.has(name);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html */
export function pseudoParameters(identity: StackIdentity): Map<string, TemplateValue> {
  return new Map<string, TemplateValue>([
    ['AWS::AccountId', identity.account],
    ['AWS::NotificationARNs', identity.notificationArns],
    ['AWS::Partition', identity.partition],
    ['AWS::Region', identity.region],
    ['AWS::StackId', identity.stackId],
    ['AWS::StackName', identity.stackName],
    ['AWS::URLSuffix', identity.urlSuffix],
  ]);
}
