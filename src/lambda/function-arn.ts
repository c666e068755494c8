import { formatArn } from '../identity/arn.ts';

/** Which function, wherever. */
export interface FunctionTarget {
  readonly account: string;
  readonly region: string;
  readonly functionName: string;
}

/** `arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]` */
export function functionArn(target: FunctionTarget, qualifier?: string): string {
  const suffix = qualifier === undefined ? '' : `:${qualifier}`;
  return formatArn('lambda', target.region, target.account, `function:${target.functionName}${suffix}`);
}
