import { ServiceError } from '../protocols/service-error.ts';

/**
 * What a user pool refuses, by the API's name for it (`code`): `NotAuthorizedException`, `UserNotFoundException`,
 * `UserNotConfirmedException`, `PasswordResetRequiredException`, `InvalidPasswordException`, `TooManyRequestsException`...
 */
export class UserPoolError extends ServiceError {
  constructor(code: string, message: string) {
    super(code, 400, message);
  }
}
