import type { Authorizer, GatewayResponse, Model, RequestValidator } from '../../definitions/api-parts.ts';
import type { Resource, RestApi } from '../../definitions/rest-api.ts';
import type { Problems } from '../../openapi/problems.ts';
import { ServiceError } from '../../protocols/service-error.ts';
import type { Quotas } from './quotas.ts';

/** What an API is made of, by what tells its parts apart: paths, names, response types. */
export interface ApiParts {
  readonly resources: ReadonlyMap<string, Resource>;
  readonly models: ReadonlyMap<string, Model>;
  readonly requestValidators: ReadonlyMap<string, RequestValidator>;
  readonly authorizers: ReadonlyMap<string, Authorizer>;
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponse>;
}

/** What a plan is made with. */
export interface Planning {
  readonly api: RestApi;
  /** The parts that the API has; none of a new one. */
  readonly before: ApiParts;
  /** Parts that the definition does not have go. */
  readonly overwrite: boolean;
  readonly account: string;
  readonly quotas: Quotas;
  readonly problems: Problems;
}

/** Runs a check of the control plane's; what it throws becomes one of the import's errors. */
export function checked(problems: Problems, what: string, check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    problems.error(`${what}: ${error.message}`);
    return false;
  }
}
