import type { QuotaPeriodType } from '@aws-sdk/client-api-gateway';
import {
  checkedByService,
  integer,
  list,
  map,
  number,
  object,
  type PropertiesOf,
  string,
  tags,
} from '../property-type.ts';

const throttle = object({ BurstLimit: { type: integer }, RateLimit: { type: number } });

/** Properties of AWS::ApiGateway::UsagePlan. */
export const usagePlanProperties = {
  ApiStages: {
    type: list(
      object({ ApiId: { type: string }, Stage: { type: string }, Throttle: { type: map(throttle) } }),
    ),
  },
  Description: { type: string },
  Quota: {
    type: object({
      Limit: { type: integer },
      Offset: { type: integer },
      Period: { type: checkedByService<QuotaPeriodType>() },
    }),
  },
  Tags: { type: tags },
  Throttle: { type: throttle },
  UsagePlanName: { type: string },
} as const;

export type UsagePlanProperties = PropertiesOf<typeof usagePlanProperties>;
