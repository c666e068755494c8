import { sameValue } from '../../template/value.ts';
import { listDifference } from '../differences.ts';
import { json, jsonText, list, object, type PropertiesOf, string } from '../property-type.ts';
import { unlessMissing } from '../service-clients.ts';

/** Properties that roles, users and groups share. */
export const policyProperties = {
  ManagedPolicyArns: { type: list(string) },
  Policies: {
    type: list(
      object({
        PolicyName: { type: string, required: true },
        PolicyDocument: { type: json, required: true },
      }),
    ),
  },
} as const;

type PolicyProperties = PropertiesOf<typeof policyProperties>;

/** The operations of one role, user or group. */
export interface PolicyHolder {
  attach(arn: string): Promise<unknown>;
  detach(arn: string): Promise<unknown>;
  put(name: string, document: string): Promise<unknown>;
  remove(name: string): Promise<unknown>;
}

/** Brings the policies of a role, user or group from `before` to `after`. */
export async function changePolicies(
  holder: PolicyHolder,
  before: PolicyProperties,
  after: PolicyProperties,
): Promise<void> {
  const arns = listDifference(before.ManagedPolicyArns, after.ManagedPolicyArns);
  for (const arn of arns.removed) await unlessMissing(holder.detach(arn));
  for (const arn of arns.added) await holder.attach(arn);
  const had = new Map((before.Policies ?? []).map((one) => [one.PolicyName, one.PolicyDocument]));
  const has = new Set((after.Policies ?? []).map((one) => one.PolicyName));
  for (const name of had.keys()) if (!has.has(name)) await unlessMissing(holder.remove(name));
  for (const { PolicyName, PolicyDocument } of after.Policies ?? [])
    if (!sameValue(had.get(PolicyName), PolicyDocument))
      await holder.put(PolicyName, jsonText(PolicyDocument));
}
