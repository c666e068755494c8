import type { DocumentationPart as DescribedPart } from '@aws-sdk/client-api-gateway';
import type { DocumentationPart } from '../../definitions/api-parts.ts';
import type { Method, Resource, RestApi } from '../../definitions/rest-api.ts';
import type { Stored } from '../../store/store.ts';
import { locationText } from './documentation-location.ts';
import type { Gateway } from './gateway.ts';

type Location = NonNullable<DescribedPart['location']>;

const PARAMETERS = {
  path: 'PATH_PARAMETER',
  querystring: 'QUERY_PARAMETER',
  header: 'REQUEST_HEADER',
} as const;

/** What of an API can be documented and is not, in order of locations. */
export async function undocumentedLocations(
  gateway: Gateway,
  api: Stored<RestApi>,
  parts: readonly DocumentationPart[],
): Promise<DescribedPart[]> {
  const prefix = `${api.value.id}/`;
  const [tree, models, authorizers] = await Promise.all([
    gateway.resources.list(api.scope, { prefix }),
    gateway.models.list(api.scope, { prefix }),
    gateway.authorizers.list(api.scope, { prefix }),
  ]);
  const all: Location[] = [
    { type: 'API' },
    ...authorizers.map(({ value: { name } }): Location => ({ type: 'AUTHORIZER', name })),
    ...models.map(({ value: { name } }): Location => ({ type: 'MODEL', name })),
    ...tree.flatMap(({ value }) => resourceLocations(value)),
  ];
  const documented = new Set(parts.map((part) => locationText(part.location)));
  const open = new Map(all.map((location): [string, Location] => [locationText(location), location]));
  return [...open]
    .filter(([text]) => !documented.has(text))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, location]) => ({ location }));
}

function resourceLocations({ path, methods }: Resource): Location[] {
  return [
    { type: 'RESOURCE', path },
    ...Object.values(methods).flatMap((method) => methodLocations(path, method)),
  ];
}

function methodLocations(path: string, method: Method): Location[] {
  const place = { path, method: method.httpMethod };
  const parameters = Object.keys(method.requestParameters ?? {}).map((parameter): Location => {
    const [, , where, ...name] = parameter.split('.');
    const type = where === 'path' || where === 'querystring' ? PARAMETERS[where] : PARAMETERS.header;
    return { type, ...place, name: name.join('.') };
  });
  const bodies: Location[] =
    Object.keys(method.requestModels ?? {}).length > 0 ? [{ type: 'REQUEST_BODY', ...place }] : [];
  const responses = Object.values(method.methodResponses ?? {}).flatMap((response): Location[] => {
    const at = { ...place, statusCode: response.statusCode };
    const headers = Object.keys(response.responseParameters ?? {}).map(
      (parameter): Location => ({
        type: 'RESPONSE_HEADER',
        ...at,
        name: parameter.slice('method.response.header.'.length),
      }),
    );
    const hasBody = Object.keys(response.responseModels ?? {}).length > 0;
    return [
      { type: 'RESPONSE', ...at },
      ...headers,
      ...(hasBody ? [{ type: 'RESPONSE_BODY' as const, ...at }] : []),
    ];
  });
  return [{ type: 'METHOD', ...place }, ...parameters, ...bodies, ...responses];
}
