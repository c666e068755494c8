import type { Clock } from '../../clock.ts';
import type { Log } from '../../telemetry/log.ts';
import { authorizerFlow, explicitAllowStep } from '../authorizers/authorization-flow.ts';
import { CognitoAuthorizer } from '../authorizers/cognito-authorizer.ts';
import { createCognitoStep } from '../authorizers/cognito-step.ts';
import type { UserPoolTokens } from '../authorizers/cognito-user-pools.ts';
import type { LambdaAuthorizers } from '../authorizers/lambda-authorizers.ts';
import { createLambdaAuthorizerStep } from '../authorizers/lambda-step.ts';
import type { Admission } from '../throttling/admission.ts';
import type { Step } from './executable-stage.ts';
import type { MethodDefinition } from './method-definition.ts';
import { NotServable } from './not-servable.ts';

export interface AuthorizationDependencies {
  readonly clock: Clock;
  readonly lambdaAuthorizers: LambdaAuthorizers;
  readonly userPoolTokens: UserPoolTokens;
  readonly log: Log;
}

/**
 * The steps that decide who may call a method, but for AWS_IAM, which needs the body too. Never open: throws NotServable
 * where what would have guarded the method can't be had.
 * @param throttleAuthorizer what is put around the step that asks a function: nothing for test invocations
 */
export function compileAuthorization(
  { stage, method, parts }: MethodDefinition,
  { clock, lambdaAuthorizers, userPoolTokens, log }: AuthorizationDependencies,
  throttleAuthorizer: Admission['throttleAuthorizer'] = (authorizer) => authorizer,
): Step[] {
  const { authorizationType, authorizerId } = method;
  switch (authorizationType) {
    case 'AWS_IAM':
      return [];
    case 'NONE': {
      const explicitAllow = explicitAllowStep(stage, clock);
      return explicitAllow ? [explicitAllow] : [];
    }
    case 'CUSTOM': {
      const authorizer = parts.authorizers.find(({ id }) => id === authorizerId);
      if (authorizer?.type !== 'TOKEN' && authorizer?.type !== 'REQUEST') {
        throw new NotServable(`there is no Lambda authorizer ${authorizerId}`);
      }
      const flow = authorizerFlow(stage, clock);
      const ask = createLambdaAuthorizerStep(lambdaAuthorizers.of(authorizer, stage), flow, clock);
      const step = throttleAuthorizer(ask);
      return flow.before ? [flow.before, step] : [step];
    }
    case 'COGNITO_USER_POOLS': {
      const authorizer = parts.authorizers.find(({ id }) => id === authorizerId);
      if (authorizer?.type !== 'COGNITO_USER_POOLS') {
        throw new NotServable(`there is no authorizer of user pools ${authorizerId}`);
      }
      const ready = new CognitoAuthorizer(authorizer, stage, userPoolTokens, log);
      const step = createCognitoStep(ready, method.authorizationScopes ?? []);
      const explicitAllow = explicitAllowStep(stage, clock);
      return explicitAllow ? [step, explicitAllow] : [step];
    }
  }
}
