import type { Caller } from './principal.ts';

/**
 * Values of the condition keys of a request, by key name in lower case (`aws:sourceip`). An array is a multivalued key.
 * Booleans, numbers and dates are given as the text that a policy would write.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export type ConditionValues = Readonly<Record<string, string | readonly string[]>>;

/** One thing somebody wants to do to one resource. */
export interface AccessRequest {
  /** e.g. `execute-api:Invoke` */
  readonly action: string;
  /** ARN, or `*` for actions without resources. */
  readonly resource: string;
  /** The account that owns the resource: decides between the same-account and the cross-account rule. */
  readonly resourceAccount: string;
  /** Keys beyond those that follow from the caller (principal, session, tags), which are added by itself. */
  readonly conditions?: ConditionValues;
}

/** The policy engine's answer, with enough for AWS's error texts. */
export interface Decision {
  readonly allowed: boolean;
  /** False when nothing allowed it, true when a Deny statement matched. */
  readonly explicitDeny: boolean;
  /** Which kind of policy decided, for the `because ...` clause of AWS's messages. */
  readonly source: 'identity' | 'resource' | 'boundary' | 'session' | 'root' | 'trust';
}

/** Decides by identity policies, permissions boundaries, session policies and, where given, the resource's own policy. */
export interface AccessControl {
  /**
   * @param resourcePolicy the policy attached to the resource (JSON text), if it has one
   */
  decide(caller: Caller, request: AccessRequest, resourcePolicy?: string): Promise<Decision>;
}
