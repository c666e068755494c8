import { parseArn } from '../../identity/arn.ts';

/** The account and region of a resource, if its ARN says both. */
export function resourceOwner(arn: string): { account: string; region: string } | undefined {
  const parsed = parseArn(arn);
  return parsed && /^[0-9]{12}$/.test(parsed.account) && /^[a-z0-9-]{1,32}$/.test(parsed.region)
    ? { account: parsed.account, region: parsed.region }
    : undefined;
}
