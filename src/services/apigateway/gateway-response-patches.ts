import type { GatewayResponse } from '../../definitions/api-parts.ts';
import { type Entries, hasEntry, withEntry, withoutEntry } from './entries.ts';
import { errors } from './errors.ts';
import type { PatchRejections, PatchTable } from './patch.ts';

/** Whatever is wrong with a path or its op, the answer is `Invalid patch path /x`. */
const rejections: PatchRejections = {
  unknownPath: (step) => errors.invalidPatchPath(step.path),
  unsupportedOp: (step) => errors.invalidPatchPath(step.path),
};

/** What UpdateGatewayResponse can change; the expressions and templates are checked afterwards. */
export const gatewayResponsePatches: PatchTable<GatewayResponse> = {
  rejections,
  targets: [
    {
      path: '/statusCode',
      replace: (response, { value }) => {
        if (!value || !/^[1-5]\d\d$/.test(value)) throw errors.emptyPatchValue('statusCode');
        response.statusCode = value;
      },
    },
    {
      path: '/responseParameters/{name}',
      add: (response, { keys: [name = ''], value }) => {
        response.responseParameters = set(response.responseParameters, name, value, 'responseParameters');
      },
      replace: (response, { keys: [name = ''], value }) => {
        const changed = set(response.responseParameters, name, value, 'responseParameters');
        if (!hasEntry(response.responseParameters, name)) throw errors.parameterNotFound();
        response.responseParameters = changed;
      },
      remove: (response, { keys: [name = ''] }) => {
        if (!hasEntry(response.responseParameters, name)) throw errors.parameterNotFound();
        response.responseParameters = withoutEntry(response.responseParameters, name) ?? {};
      },
    },
    {
      path: '/responseTemplates/{contentType}',
      add: (response, { keys: [type = ''], value }) => {
        response.responseTemplates = set(response.responseTemplates, type, value, 'responseTemplates');
      },
      replace: (response, { keys: [type = ''], value }) => {
        const changed = set(response.responseTemplates, type, value, 'responseTemplates');
        if (!hasEntry(response.responseTemplates, type)) throw errors.contentTypeNotFound();
        response.responseTemplates = changed;
      },
      remove: (response, { keys: [type = ''] }) => {
        if (!hasEntry(response.responseTemplates, type)) throw errors.contentTypeNotFound();
        response.responseTemplates = withoutEntry(response.responseTemplates, type) ?? {};
      },
    },
  ],
};

function set(map: Entries<string>, name: string, value: string | undefined, member: string): Entries<string> {
  if (!value) throw errors.emptyPatchValue(member);
  return withEntry(map, name, value);
}
