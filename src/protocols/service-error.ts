/** An error that goes to the client as the protocol renders errors, with AWS's own code, status and text. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  /** The modelled error's shape name or the common error's code, e.g. `NotFoundException`, `AccessDenied`. */
  readonly code: string;
  /** HTTP status. */
  readonly statusCode: number;
  /** Further members of the modelled error, by member name (`Type`, `retryAfterSeconds`). */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    statusCode: number,
    message: string,
    members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.code = code;
    this.statusCode = statusCode;
    this.members = members;
  }

  /** Whose fault it is, as awsQuery's `<Type>` says it. */
  get fault(): 'client' | 'server' {
    return this.statusCode < 500 ? 'client' : 'server';
  }
}
