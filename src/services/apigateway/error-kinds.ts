import { ServiceError } from '../../protocols/service-error.ts';

/** API Gateway's errors by their codes and statuses. */
export const badRequest = (message: string) => new ServiceError('BadRequestException', 400, message);
export const notFound = (message: string) => new ServiceError('NotFoundException', 404, message);
export const conflict = (message: string) => new ServiceError('ConflictException', 409, message);
export const limit = (message: string) => new ServiceError('LimitExceededException', 429, message);

/** There are as many as there may be. */
export const quota = (things: string, owner: string) =>
  limit(
    `Maximum number of ${things} for this ${owner} has been reached.  Please contact AWS if you need additional ${things}.`,
  );

/** Something else of the API still names what is to be deleted. */
export const inUse = (kind: string, name: string, where: string) =>
  conflict(`Cannot delete ${kind} '${name}', is referenced in ${where}`);
