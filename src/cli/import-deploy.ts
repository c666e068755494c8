import type { ApiGatewayAccess } from './api-gateway-access.ts';
import { ApiRequestError, callForJson } from './api-gateway-client.ts';
import { UsageError } from './command.ts';
import type { Bundle } from './import-bundle.ts';
import { invokeUrl } from './invoke-url.ts';

/** What API a specification becomes. */
export interface ImportTarget {
  /** Absent: the API of the specification's title, or a new one. */
  readonly apiId?: string | undefined;
  /** Always a new API. */
  readonly create: boolean;
  readonly mode: 'overwrite' | 'merge';
  readonly failOnWarnings: boolean;
  readonly basepath?: string | undefined;
  /** To be deployed. */
  readonly stage?: string | undefined;
}

/** What importing came to. */
export interface Imported {
  readonly apiId: string;
  readonly name: string;
  readonly created: boolean;
  readonly warnings: readonly string[];
  readonly stage?: string;
  readonly deploymentId?: string;
  /** Where the stage is called. */
  readonly url?: string;
}

/** Creates or updates an API from a specification, and deploys it. Throws ApiRequestError and {@link UsageError}. */
export async function importSpecification(
  access: ApiGatewayAccess,
  bundle: Bundle,
  target: ImportTarget,
): Promise<Imported> {
  const existing = target.create ? undefined : (target.apiId ?? (await apiOfTitle(access, bundle.title)));
  const answer = await callForJson(access, {
    method: existing === undefined ? 'POST' : 'PUT',
    path: existing === undefined ? ['restapis'] : ['restapis', existing],
    query: {
      mode: existing === undefined ? 'import' : target.mode,
      failonwarnings: target.failOnWarnings ? 'true' : undefined,
      basepath: target.basepath,
    },
    body: JSON.stringify(bundle.document),
  });
  const apiId = textOf(answer, 'id');
  const imported = {
    apiId,
    name: textOf(answer, 'name'),
    created: existing === undefined,
    warnings: Array.isArray(answer.warnings) ? answer.warnings.map(String) : [],
  };
  return target.stage === undefined
    ? imported
    : { ...imported, ...(await deploy(access, apiId, target.stage)) };
}

async function deploy(access: ApiGatewayAccess, apiId: string, stage: string) {
  const deployment = await callForJson(access, {
    method: 'POST',
    path: ['restapis', apiId, 'deployments'],
    body: JSON.stringify({ stageName: stage }),
  });
  return { stage, deploymentId: textOf(deployment, 'id'), url: invokeUrl(access, apiId, stage) };
}

/** The id of the one API that has the name; undefined when none has it. */
async function apiOfTitle(access: ApiGatewayAccess, title: string): Promise<string | undefined> {
  const ids: string[] = [];
  let position: string | undefined;
  do {
    const page = await callForJson(access, {
      method: 'GET',
      path: ['restapis'],
      query: { limit: '500', position },
    });
    const items: unknown[] = Array.isArray(page.item) ? page.item : [];
    for (const api of items)
      if (memberOf(api, 'name') === title && typeof memberOf(api, 'id') === 'string')
        ids.push(String(memberOf(api, 'id')));
    position = typeof page.position === 'string' ? page.position : undefined;
  } while (position !== undefined);
  if (ids.length > 1)
    throw new UsageError(
      `${ids.length} APIs are called ${JSON.stringify(title)} (${ids.slice(0, 10).join(', ')}): give --api-id ID for one of them, or --new for another`,
    );
  return ids[0];
}

function textOf(answer: Readonly<Record<string, unknown>>, name: string): string {
  const value = answer[name];
  if (typeof value === 'string') return value;
  throw new ApiRequestError(`the answer has no ${name}`);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
