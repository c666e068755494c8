/** The account's owner, who may do everything in it. */
export interface RootPrincipal {
  readonly type: 'Root';
  readonly account: string;
  /** `arn:aws:iam::ACCOUNT:root` */
  readonly arn: string;
  /** The account id, as `aws:userid` and GetCallerIdentity give it. */
  readonly userId: string;
}

/** An IAM user, by long-term keys or by GetSessionToken. */
export interface UserPrincipal {
  readonly type: 'User';
  readonly account: string;
  /** `arn:aws:iam::ACCOUNT:user/PATH/NAME` */
  readonly arn: string;
  /** Unique id, `AIDA...`. */
  readonly userId: string;
  readonly userName: string;
}

/** A session of a role (AssumeRole; a Lambda function's execution role). */
export interface AssumedRolePrincipal {
  readonly type: 'AssumedRole';
  readonly account: string;
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` */
  readonly arn: string;
  /** `AROA...:SESSION` */
  readonly userId: string;
  /** `arn:aws:iam::ACCOUNT:role/PATH/ROLE` */
  readonly roleArn: string;
  readonly roleName: string;
  readonly sessionName: string;
}

/** An AWS service acting by itself, e.g. `apigateway.amazonaws.com` invoking a function that permits it. */
export interface ServicePrincipal {
  readonly type: 'Service';
  readonly account: string;
  /** The service principal's name, e.g. `apigateway.amazonaws.com`; also its `arn`. */
  readonly arn: string;
  readonly userId: string;
}

/** Nobody: the request carries no credentials. */
export interface AnonymousPrincipal {
  readonly type: 'Anonymous';
  readonly account: '';
  readonly arn: '';
  readonly userId: 'anonymous';
}

/** Who a request is from. */
export type Principal =
  | RootPrincipal
  | UserPrincipal
  | AssumedRolePrincipal
  | ServicePrincipal
  | AnonymousPrincipal;

/** What verified credentials say beyond who it is; decides session policies and condition keys. */
export interface Session {
  /** `ASIA...` or `AKIA...`: the key that signed. */
  readonly accessKeyId: string;
  /** When temporary credentials were issued and end, ms since 1970; absent for long-term keys. */
  readonly issuedAt?: number;
  readonly expiresAt?: number;
  /** Inline session policy (JSON text) given to AssumeRole. */
  readonly policy?: string;
  /** ARNs of managed session policies given to AssumeRole. */
  readonly policyArns?: readonly string[];
  /** Session tags, for `aws:PrincipalTag/...` (they come before the role's own). */
  readonly tags?: Readonly<Record<string, string>>;
  /** Keys of the tags that go on into the sessions of roles assumed by this one. */
  readonly transitiveTagKeys?: readonly string[];
  readonly sourceIdentity?: string;
  readonly externalId?: string;
}

/** A principal together with the credentials it used (none for Service and Anonymous). */
export interface Caller {
  readonly principal: Principal;
  readonly session?: Session;
}

export const ANONYMOUS: Caller = {
  principal: { type: 'Anonymous', account: '', arn: '', userId: 'anonymous' },
};
