import type { ConditionValues } from '../identity/access.ts';

/** What a call says about itself. */
export interface RequestFacts {
  readonly region: string;
  /** ms since 1970. */
  readonly now: number;
  readonly sourceIp?: string;
  readonly userAgent?: string;
  /** Came over TLS (default no). */
  readonly secure?: boolean;
  /** Made by a service of this process on somebody's behalf (default no). */
  readonly viaService?: boolean;
}

/**
 * Condition keys that every request to an AWS API has.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function requestConditions(facts: RequestFacts): ConditionValues {
  return {
    'aws:requestedregion': facts.region,
    'aws:currenttime': new Date(facts.now).toISOString(),
    'aws:epochtime': String(Math.floor(facts.now / 1000)),
    'aws:securetransport': String(facts.secure === true),
    'aws:viaawsservice': String(facts.viaService === true),
    ...(facts.sourceIp !== undefined && { 'aws:sourceip': facts.sourceIp }),
    ...(facts.userAgent !== undefined && { 'aws:useragent': facts.userAgent }),
  };
}
