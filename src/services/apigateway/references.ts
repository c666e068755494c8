import type { Method } from '../../definitions/rest-api.ts';
import { errors } from './errors.ts';

/** The models that AWS makes with every API. */
const BUILT_IN_MODELS: readonly string[] = ['Empty', 'Error'];

/** Throws BadRequestException unless every model that a map of content types names exists in the API. */
export function checkModels(models: Readonly<Record<string, string>>): void {
  for (const name of Object.values(models)) {
    if (!BUILT_IN_MODELS.includes(name)) throw errors.invalidModel(name);
  }
}

/**
 * Checks what a method says of who may call it. API Gateway's authorizers can't be created here yet, so none is valid:
 * the answer is the one AWS gives for an unknown authorizer.
 */
export function checkAuthorizer(authorizationType: string): void {
  if (authorizationType === 'CUSTOM' || authorizationType === 'COGNITO_USER_POOLS')
    throw errors.invalidAuthorizer();
}

/** Request validators can't be created here yet, so an id never names one. */
export function checkRequestValidator(requestValidatorId: string | undefined): void {
  if (requestValidatorId) throw errors.invalidRequestValidator();
}

export function isAuthorizationType(value: string | undefined): value is Method['authorizationType'] {
  return value === 'NONE' || value === 'AWS_IAM' || value === 'CUSTOM' || value === 'COGNITO_USER_POOLS';
}
