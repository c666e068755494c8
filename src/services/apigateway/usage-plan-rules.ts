import type {
  ApiStage as ApiStageInput,
  QuotaSettings as QuotaInput,
  ThrottleSettings as ThrottleInput,
} from '@aws-sdk/client-api-gateway';
import type { ApiStage, QuotaSettings, ThrottleSettings } from '../../definitions/usage-plans.ts';
import { mapEntries } from './entries.ts';
import { errors } from './errors.ts';

/** A quota while it is being patched together. */
export interface QuotaDraft {
  limit?: number | undefined;
  offset?: number | undefined;
  period?: string | undefined;
}

/** Last offset of each period: the first one can be shortened by all of its days but one. */
const LAST_OFFSETS = { DAY: 0, WEEK: 6, MONTH: 27 } as const;

/** Throws BadRequestException unless limit, offset and period fit together. */
export function checkQuota(draft: QuotaDraft | QuotaInput): QuotaSettings {
  const { limit, offset = 0, period } = draft;
  if (period !== 'DAY' && period !== 'WEEK' && period !== 'MONTH') throw errors.invalidQuotaPeriod();
  if (limit === undefined || !Number.isSafeInteger(limit) || limit < 1) throw errors.invalidQuotaLimit();
  const last = LAST_OFFSETS[period];
  if (!Number.isInteger(offset) || offset < 0 || offset > last) throw errors.invalidQuotaOffset(period, last);
  return { limit, offset, period };
}

/** Either limit may be left out and is 0 then; a burst may be larger than the rate, as AWS was recorded to allow. */
export function checkThrottle(input: ThrottleInput): ThrottleSettings {
  return {
    burstLimit: throttleNumber('burstLimit', input.burstLimit ?? 0),
    rateLimit: throttleNumber('rateLimit', input.rateLimit ?? 0),
  };
}

/** Throws BadRequestException unless it is a rate of at least 0, or a whole burst of at least 0. */
export function throttleNumber(member: keyof ThrottleSettings, value: number): number {
  const fits = member === 'burstLimit' ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (!fits || value < 0) throw errors.invalidThrottle(member);
  return value;
}

/** A stage of a usage plan as CreateUsagePlan takes it; that it exists is for the caller to check. */
export function checkApiStage({ apiId, stage, throttle }: ApiStageInput): ApiStage {
  if (!apiId || !stage) throw errors.blankApiStage();
  if (throttle === undefined || Object.keys(throttle).length === 0) return { apiId, stage };
  const methods = mapEntries(throttle, (settings, key) => {
    checkThrottleKey(key);
    return checkThrottle(settings);
  });
  return { apiId, stage, throttle: methods };
}

/** `resourcePath/httpMethod`, e.g. `/pets/{id}/GET`; `//GET` for the root. */
export function checkThrottleKey(key: string): void {
  const method = key.slice(key.lastIndexOf('/') + 1);
  if (!key.startsWith('/') || key.lastIndexOf('/') === 0 || !/^[A-Z]+$/.test(method))
    throw errors.invalidThrottleKey(key);
}

/** `apiId:stageName` in the value or path of a patch. */
export function parseApiStage(text: string | undefined): { apiId: string; stage: string } {
  const [apiId, stage, ...more] = (text ?? '').split(':');
  if (!apiId || !stage || more.length > 0) throw errors.invalidApiStage();
  return { apiId, stage };
}
