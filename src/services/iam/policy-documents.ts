import { type PolicyKind, validatePolicy } from '../../identity/policy/validate.ts';
import { malformedPolicyDocument, quotaExceeded } from './errors.ts';

const MAXIMUM_MANAGED_POLICY = 6_144;
const MAXIMUM_TRUST_POLICY = 2_048;

/** Throws MalformedPolicyDocument. */
export function checkIdentityPolicy(document: string): void {
  check(document, 'identity');
}

/** Throws MalformedPolicyDocument, or LimitExceeded. */
export function checkManagedPolicy(document: string): void {
  check(document, 'identity');
  if (policySize(document) > MAXIMUM_MANAGED_POLICY)
    throw quotaExceeded('PolicySize', MAXIMUM_MANAGED_POLICY);
}

/** Throws MalformedPolicyDocument, or LimitExceeded. */
export function checkTrustPolicy(document: string): void {
  check(document, 'trust');
  if (policySize(document) > MAXIMUM_TRUST_POLICY)
    throw quotaExceeded('ACLSizePerRole', MAXIMUM_TRUST_POLICY);
}

function check(document: string, kind: PolicyKind): void {
  const fault = validatePolicy(document, kind);
  if (fault !== undefined) throw malformedPolicyDocument(fault);
}

/** Characters, of which IAM does not count white space. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export function policySize(document: string): number {
  return document.replace(/\s/g, '').length;
}

/** Policies are answered "URL-encoded compliant with RFC 3986", which leaves only letters, digits and `-._~`. */
export function encodePolicy(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
