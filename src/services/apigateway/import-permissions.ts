import type { AccessRequest } from '../../identity/access.ts';
import type { ApiDefinition } from '../../openapi/definition.ts';
import { Problems } from '../../openapi/problems.ts';
import type { CallContext } from '../../protocols/service.ts';
import { ServiceError } from '../../protocols/service-error.ts';
import { type Gateway, scopeOf } from './gateway.ts';
import { definitionIn, documentIn } from './import-document.ts';
import { access, CALLER_IDENTITY, passRole } from './permissions.ts';

type Input = Readonly<Record<string, unknown>>;

/**
 * What ImportRestApi and PutRestApi need besides the verb on the path: `iam:PassRole` on each role that the definition
 * gives API Gateway, and `apigateway:UpdateRestApiPolicy` when the import writes or takes away a resource policy. A
 * definition that can't be read needs nothing more: it is refused.
 */
export async function importPermissions(
  gateway: Gateway,
  input: Input,
  context: CallContext,
  resource: string,
): Promise<AccessRequest[]> {
  const definition = await readable(input.body, context);
  if (definition === undefined) return [];
  const roles = [...rolesIn(definition)].map((role) => passRole(role, context));
  if (!(await writesPolicy(gateway, definition, input, context))) return roles;
  return [access('apigateway:UpdateRestApiPolicy', resource, context), ...roles];
}

async function readable(body: unknown, context: CallContext): Promise<ApiDefinition | undefined> {
  try {
    const options = { basePath: 'ignore', ignoreDocumentation: true } as const;
    return definitionIn(await documentIn(body, context), options, new Problems());
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

function rolesIn({ methods, authorizers }: ApiDefinition): Set<string> {
  const credentials = [
    ...methods.map(({ integration }) => integration?.credentials),
    ...authorizers.map(({ authorizerCredentials }) => authorizerCredentials),
  ];
  return new Set(credentials.filter((role): role is string => Boolean(role) && role !== CALLER_IDENTITY));
}

/** Overwriting takes away the policy that the API has. */
async function writesPolicy(
  gateway: Gateway,
  definition: ApiDefinition,
  input: Input,
  context: CallContext,
): Promise<boolean> {
  if (definition.settings.policy !== undefined) return true;
  if (input.mode !== 'overwrite' || typeof input.restApiId !== 'string') return false;
  const api = await gateway.restApis.get(scopeOf(context), input.restApiId);
  return api?.value.policy !== undefined;
}
