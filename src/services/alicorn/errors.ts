import { ServiceError } from '../../protocols/service-error.ts';

export function badRequest(message: string): ServiceError {
  return new ServiceError('BadRequestException', 400, message);
}

export function notFound(message: string): ServiceError {
  return new ServiceError('NotFoundException', 404, message);
}
