/** How a caller can be named in a `Principal` element. Empty strings where it has no such name. */
export interface CallerNames {
  readonly type: 'Root' | 'User' | 'AssumedRole' | 'Service' | 'Anonymous';
  /** Empty for services and nobody: an account's policies never mean those. */
  readonly account: string;
  /** Of the user, or of the role's session. */
  readonly arn: string;
  /** `AIDA...`, or `AROA...:SESSION`. */
  readonly userId: string;
  readonly roleArn: string;
  /** `AROA...` */
  readonly roleId: string;
  /** e.g. `apigateway.amazonaws.com` */
  readonly service: string;
}

/** One request as policies see it. */
export interface RequestContext {
  /** In lower case: actions have no case. */
  readonly action: string;
  /** ARN, or `*`. */
  readonly resource: string;
  readonly caller: CallerNames;
  /** The value of a condition key, by its name in lower case; undefined when the request does not have it. */
  value(key: string): string | readonly string[] | undefined;
}
