import { isTenant, TENANT_TAG } from '../../definitions/tenants.ts';
import type { ApiKey } from '../../definitions/usage-plans.ts';
import { withEntry } from './entries.ts';
import { errors } from './errors.ts';

/** Throws BadRequestException when a tenant's name is longer than a tag's value may be, or no text. */
export function checkTenant(tenant: string | undefined): string | undefined {
  if (tenant !== undefined && !isTenant(tenant)) throw errors.invalidTagValue();
  return tenant;
}

/** The tags of a key that is a tenant's now; as they were where no tenant is given. */
export function withTenant(tags: ApiKey['tags'], tenant: string | undefined): ApiKey['tags'] {
  return tenant === undefined ? tags : withEntry(tags, TENANT_TAG, tenant);
}
