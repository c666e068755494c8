/**
 * What a user pool refuses, by the API's name for it: `NotAuthorizedException`, `UserNotFoundException`,
 * `UserNotConfirmedException`, `PasswordResetRequiredException`, `InvalidPasswordException`, `TooManyRequestsException`...
 */
export class UserPoolError extends Error {
  override readonly name = 'UserPoolError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
