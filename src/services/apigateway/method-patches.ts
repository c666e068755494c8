import type { Method } from '../../definitions/rest-api.ts';
import { withEntry } from './entries.ts';
import { errors } from './errors.ts';
import { checkMethodRequestParameters } from './mapping-expressions.ts';
import { type PatchTable, plainRejections } from './patch.ts';
import { entryTarget } from './patch-entry.ts';
import { isAuthorizationType } from './references.ts';

/** What UpdateMethod can change; what the method then refers to is checked afterwards. */
export const methodPatches: PatchTable<Method> = {
  rejections: plainRejections,
  targets: [
    {
      path: '/apiKeyRequired',
      replace: (method, { value }) => {
        method.apiKeyRequired = value === 'true';
      },
    },
    {
      path: '/authorizationType',
      replace: (method, { value }) => {
        if (!isAuthorizationType(value)) throw errors.invalidAuthorizationType();
        method.authorizationType = value;
      },
    },
    { path: '/authorizerId', replace: (method, { value }) => setText(method, 'authorizerId', value) },
    {
      path: '/authorizationScopes',
      add: (method, { value }) => addScope(method, value),
      remove: (method, { value }) => removeScope(method, value),
    },
    { path: '/operationName', replace: (method, { value }) => setText(method, 'operationName', value) },
    {
      path: '/requestValidatorId',
      replace: (method, { value }) => setText(method, 'requestValidatorId', value),
    },
    entryTarget(
      '/requestParameters/{name}',
      'requestParameters',
      errors.parameterNotFound,
      setRequestParameter,
    ),
    entryTarget('/requestModels/{contentType}', 'requestModels', errors.contentTypeNotFound, setRequestModel),
  ],
};

function setText(
  method: Method,
  member: 'authorizerId' | 'operationName' | 'requestValidatorId',
  value: string | undefined,
): void {
  if (value) method[member] = value;
  else delete method[member];
}

function addScope(method: Method, value: string | undefined): void {
  if (!value) throw errors.emptyPatchValue('authorizationScopes');
  const others = (method.authorizationScopes ?? []).filter((scope) => scope !== value);
  method.authorizationScopes = [...others, value];
}

function removeScope(method: Method, value: string | undefined): void {
  const left = (method.authorizationScopes ?? []).filter((scope) => scope !== value);
  if (left.length > 0) method.authorizationScopes = left;
  else delete method.authorizationScopes;
}

/** The value says whether the parameter is required: `true`, anything else is false. */
function setRequestParameter(method: Method, name: string, value: string | undefined): void {
  const parameters = withEntry(method.requestParameters, name, value === 'true');
  checkMethodRequestParameters(parameters);
  method.requestParameters = parameters;
}

function setRequestModel(method: Method, contentType: string, value: string | undefined): void {
  if (!value) throw errors.emptyPatchValue('requestModels');
  method.requestModels = withEntry(method.requestModels, contentType, value);
}
