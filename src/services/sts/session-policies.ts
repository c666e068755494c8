import { deflateRawSync } from 'node:zlib';
import type { PolicyDescriptorType } from '@aws-sdk/client-sts';
import { validatePolicy } from '../../identity/policy/validate.ts';
import { arnInvalid, malformedPolicyDocument, packedPolicyTooLarge, validationError } from './errors.ts';

/** What a session is limited by. */
export interface SessionPolicies {
  readonly policy?: string;
  readonly policyArns?: readonly string[];
}

const MAXIMUM_ARNS = 10;
/** "The plaintext that you use for both inline and managed session policies can't exceed 2,048 characters." */
const MAXIMUM_PLAINTEXT = 2_048;
/** AWS does not publish its packed form; ours is compressed JSON and has room for all that fits the plaintext limits. */
const MAXIMUM_PACKED_BYTES = 4_096;

/**
 * Checks the session policies of a request.
 * Throws MalformedPolicyDocument, ValidationError or PackedPolicyTooLarge.
 * @param exists whether there is such a managed policy in the role's account
 */
export async function readSessionPolicies(
  policy: string | undefined,
  descriptors: readonly PolicyDescriptorType[] | undefined,
  exists: (arn: string) => Promise<boolean>,
): Promise<SessionPolicies> {
  const policyArns = (descriptors ?? []).map((descriptor) => descriptor.arn ?? '');
  if (policyArns.length > MAXIMUM_ARNS) {
    throw validationError(
      `1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to ${MAXIMUM_ARNS}`,
    );
  }
  const fault = policy === undefined ? undefined : validatePolicy(policy, 'session');
  if (fault !== undefined) throw malformedPolicyDocument(fault);
  for (const arn of policyArns) if (!(await exists(arn))) throw arnInvalid(arn);
  const plaintext = (policy?.length ?? 0) + policyArns.reduce((sum, arn) => sum + arn.length, 0);
  if (plaintext > MAXIMUM_PLAINTEXT) {
    throw packedPolicyTooLarge(Math.ceil((100 * plaintext) / MAXIMUM_PLAINTEXT));
  }
  return {
    ...(policy === undefined ? {} : { policy }),
    ...(policyArns.length === 0 ? {} : { policyArns }),
  };
}

/**
 * How much of the room for session policies and tags a session takes, in percent; undefined when it has none.
 * Throws PackedPolicyTooLarge.
 */
export function packedPolicySize(
  policies: SessionPolicies,
  tags: Readonly<Record<string, string>> | undefined,
): number | undefined {
  if (policies.policy === undefined && policies.policyArns === undefined && tags === undefined) {
    return undefined;
  }
  const packed = deflateRawSync(JSON.stringify([policies.policy, policies.policyArns, tags]));
  const percent = Math.ceil((100 * packed.length) / MAXIMUM_PACKED_BYTES);
  if (percent > 100) throw packedPolicyTooLarge(percent);
  return percent;
}
