/** Temporary credentials of a function's execution role. */
export interface RoleSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** When they end, ms since 1970; taken for one hour from now when absent. */
  readonly expiresAt?: number;
}

/** Issues credentials for a role on behalf of Lambda. Rejects when the role is gone or doesn't trust Lambda. */
export type IssueRoleSession = (roleArn: string, sessionName: string) => Promise<RoleSession>;
