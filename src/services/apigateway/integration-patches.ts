import type { Integration } from '../../definitions/rest-api.ts';
import { withEntry } from './entries.ts';
import { errors } from './errors.ts';
import {
  connectionType,
  contentHandling,
  passthroughBehavior,
  responseTransferMode,
} from './integration-rules.ts';
import { type PatchTable, plainRejections } from './patch.ts';
import { entryTarget } from './patch-entry.ts';

/** What UpdateIntegration can change. The integration as a whole is checked afterwards. */
export const integrationPatches: PatchTable<Integration> = {
  rejections: plainRejections,
  targets: [
    { path: '/uri', replace: (integration, { value }) => setText(integration, 'uri', value) },
    { path: '/httpMethod', replace: (integration, { value }) => setText(integration, 'httpMethod', value) },
    { path: '/credentials', replace: (integration, { value }) => setText(integration, 'credentials', value) },
    {
      path: '/connectionId',
      replace: (integration, { value }) => setText(integration, 'connectionId', value),
    },
    {
      path: '/integrationTarget',
      replace: (integration, { value }) => setText(integration, 'integrationTarget', value),
    },
    {
      path: '/connectionType',
      replace: (integration, { value }) => {
        integration.connectionType = connectionType(value);
      },
    },
    {
      path: '/passthroughBehavior',
      replace: (integration, { value }) => {
        integration.passthroughBehavior = passthroughBehavior(value);
      },
    },
    {
      path: '/contentHandling',
      replace: (integration, { value }) => {
        if (value) integration.contentHandling = contentHandling(value);
        else delete integration.contentHandling;
      },
    },
    {
      path: '/timeoutInMillis',
      replace: (integration, { value }) => {
        integration.timeoutInMillis = Number(value);
      },
    },
    {
      path: '/cacheNamespace',
      replace: (integration, { value }) => {
        if (!value) throw errors.emptyPatchValue('cacheNamespace');
        integration.cacheNamespace = value;
      },
    },
    {
      path: '/responseTransferMode',
      replace: (integration, { value }) => {
        integration.responseTransferMode = responseTransferMode(value);
      },
    },
    {
      path: '/tlsConfig/insecureSkipVerification',
      replace: (integration, { value }) => {
        integration.tlsConfig = { insecureSkipVerification: value === 'true' };
      },
    },
    {
      path: '/cacheKeyParameters/{name}',
      add: (integration, { keys: [name = ''] }) => addCacheKey(integration, name),
      replace: (integration, { keys: [name = ''] }) => addCacheKey(integration, name),
      remove: (integration, { keys: [name = ''] }) => {
        integration.cacheKeyParameters = integration.cacheKeyParameters.filter((one) => one !== name);
      },
    },
    entryTarget('/requestParameters/{name}', 'requestParameters', errors.parameterNotFound, setParameter),
    entryTarget(
      '/requestTemplates/{contentType}',
      'requestTemplates',
      errors.contentTypeNotFound,
      setTemplate,
    ),
  ],
};

function setText(
  integration: Integration,
  member: 'uri' | 'httpMethod' | 'credentials' | 'connectionId' | 'integrationTarget',
  value: string | undefined,
): void {
  if (value) integration[member] = value;
  else delete integration[member];
}

function addCacheKey(integration: Integration, name: string): void {
  const others = integration.cacheKeyParameters.filter((one) => one !== name);
  integration.cacheKeyParameters = [...others, name];
}

function setParameter(integration: Integration, name: string, value: string | undefined): void {
  if (!value) throw errors.emptyPatchValue('requestParameters');
  integration.requestParameters = withEntry(integration.requestParameters, name, value);
}

/** An empty template is one that maps nothing. */
function setTemplate(integration: Integration, contentType: string, value: string | undefined): void {
  integration.requestTemplates = withEntry(integration.requestTemplates, contentType, value ?? '');
}
