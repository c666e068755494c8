import type { RequiredPermission } from '../../protocols/service.ts';
import { ServiceError } from '../../protocols/service-error.ts';

/** The one account whose resources a call names. Throws ServiceError for several: a call is carried out in one. */
export function soleOwner(permissions: readonly RequiredPermission[], account: string): string {
  const owner = permissions[0]?.resourceAccount ?? account;
  if (permissions.every(({ resourceAccount }) => resourceAccount === owner)) return owner;
  throw new ServiceError('InvalidParameterValue', 400, 'The resources of one call must be of one account.');
}
