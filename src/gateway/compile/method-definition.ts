import type { Method, MethodSetting, Resource, RestApiSnapshot } from '../../definitions/rest-api.ts';
import type { CachingPolicies } from '../caching/caching-policy.ts';
import type { ValidationParts } from '../validation/request-validation.ts';
import type { StageFacts } from './stage-facts.ts';

/** What a method is compiled from. */
export interface MethodDefinition {
  readonly stage: StageFacts;
  readonly resource: Resource;
  readonly method: Method;
  /** What the stage sets for the method: logging, caching, throttling; undefined when nothing is set. */
  readonly settings: MethodSetting | undefined;
  /** Whether it is served by a stage, within its limits and those of callers; test invocations have none. */
  readonly isThrottled?: boolean;
  /** How responses are cached, by the method of the request; absent when they are not. */
  readonly caching?: CachingPolicies | undefined;
  /** What the deployment froze beside its resources. */
  readonly parts: ValidationParts & Pick<RestApiSnapshot, 'api' | 'authorizers'>;
}
