import type { Authorizer, GatewayResponse, Model, RequestValidator } from '../../definitions/api-parts.ts';
import type { ApiDefinition, AuthorizerDefinition } from '../../openapi/definition.ts';
import { modelSchemaText } from '../../openapi/read-models.ts';
import { checkAuthorizerRules } from './authorizer-rules.ts';
import { isAuthorizerType } from './authorizer-type.ts';
import { errors } from './errors.ts';
import { defaultGatewayResponse, isGatewayResponseType } from './gateway-response-types.ts';
import { newPartId } from './identifiers.ts';
import { checked, type Planning } from './import-planning.ts';
import { checkTemplates } from './integration-rules.ts';
import { checkGatewayResponseParameters } from './mapping-expressions.ts';
import { defined } from './members.ts';
import { checkModelSchema } from './model-schema.ts';

/** The models after the import, by name. Imports make no models of their own, unlike CreateRestApi. */
export function plannedModels(definition: ApiDefinition, planning: Planning): Map<string, Model> {
  const { before, problems, quotas, api } = planning;
  const models = new Map(planning.overwrite ? [] : before.models);
  const names = new Set([...models.keys(), ...definition.models.map(({ name }) => name)]);
  for (const model of definition.models) {
    const { name, description } = model;
    const schema = modelSchemaText(model, api.id);
    const contentType = 'application/json';
    checked(problems, `Unable to create model for '${name}'`, () => {
      if (!/^[A-Za-z0-9]{1,256}$/.test(name)) throw errors.modelNameNotAlphanumeric(name);
      checkModelSchema(schema, contentType, {
        restApiId: api.id,
        hasModel: (other) => names.has(other),
        maximumLength: quotas.modelLength,
      });
      if (!models.has(name) && models.size >= quotas.modelsPerApi) throw errors.modelQuota();
      const id = before.models.get(name)?.id ?? newPartId();
      models.set(name, defined({ id, name, description, schema, contentType }));
    });
  }
  return models;
}

/** The request validators after the import, by name. */
export function plannedValidators(
  definition: ApiDefinition,
  planning: Planning,
): Map<string, RequestValidator> {
  const { before, problems, quotas } = planning;
  const validators = new Map(planning.overwrite ? [] : before.requestValidators);
  for (const validator of definition.requestValidators) {
    const { name } = validator;
    checked(problems, `Unable to create request validator '${name}'`, () => {
      if (name.trim() === '') throw errors.blankRequestValidatorName();
      if (!validators.has(name) && validators.size >= quotas.requestValidatorsPerApi) {
        throw errors.requestValidatorQuota();
      }
      validators.set(name, { id: before.requestValidators.get(name)?.id ?? newPartId(), ...validator });
    });
  }
  return validators;
}

/** The authorizers after the import, by name, with nothing filled in: AWS keeps them as the document has them. */
export function plannedAuthorizers(definition: ApiDefinition, planning: Planning): Map<string, Authorizer> {
  const { before, problems, quotas } = planning;
  const authorizers = new Map(planning.overwrite ? [] : before.authorizers);
  for (const found of definition.authorizers) {
    checked(problems, `Unable to create authorizer '${found.name}'`, () => {
      const authorizer = authorizerOf(found, before.authorizers.get(found.name)?.id ?? newPartId());
      checkAuthorizerRules(authorizer, planning.account);
      if (!authorizers.has(found.name) && authorizers.size >= quotas.authorizersPerApi) {
        throw errors.authorizerQuota();
      }
      authorizers.set(found.name, authorizer);
    });
  }
  return authorizers;
}

function authorizerOf({ type, ...members }: AuthorizerDefinition, id: string): Authorizer {
  if (!isAuthorizerType(type)) throw errors.invalidAuthorizerType();
  return { id, ...members, type };
}

/** The customized gateway responses after the import, by type; what is left out is AWS's own. */
export function plannedGatewayResponses(
  definition: ApiDefinition,
  planning: Planning,
): Map<string, GatewayResponse> {
  const { before, problems, quotas } = planning;
  const responses = new Map(planning.overwrite ? [] : before.gatewayResponses);
  for (const {
    responseType,
    statusCode,
    responseParameters,
    responseTemplates,
  } of definition.gatewayResponses) {
    checked(problems, `Unable to put gateway response '${responseType}'`, () => {
      if (!isGatewayResponseType(responseType)) throw errors.invalidGatewayResponseType();
      if (statusCode !== undefined && !/^[1-5]\d\d$/.test(statusCode))
        throw errors.emptyPatchValue('statusCode');
      checkGatewayResponseParameters(responseParameters);
      checkTemplates(responseTemplates, quotas);
      const plain = defaultGatewayResponse(responseType);
      const templates =
        Object.keys(responseTemplates).length > 0 ? responseTemplates : plain.responseTemplates;
      responses.set(responseType, {
        ...plain,
        ...(statusCode === undefined ? {} : { statusCode }),
        responseParameters,
        responseTemplates: templates,
      });
    });
  }
  return responses;
}
