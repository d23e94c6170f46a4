import { ContainerModule } from "inversify";
import { ListReports } from "../../core/usecases/reports/list-reports.ts";
import { ReportMessage } from "../../core/usecases/reports/report-message.ts";
import { ReviewReport } from "../../core/usecases/reports/review-report.ts";
import * as t from "./tokens.ts";

export const reportsModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(t.REPORT_MESSAGE)
      .toResolvedValue((unitOfWork, ids) => new ReportMessage(unitOfWork, ids), [t.UNIT_OF_WORK, t.IDS])
      .inSingletonScope();
    bind(t.LIST_REPORTS)
      .toResolvedValue((unitOfWork) => new ListReports(unitOfWork), [t.UNIT_OF_WORK])
      .inSingletonScope();
    bind(t.REVIEW_REPORT)
      .toResolvedValue((unitOfWork) => new ReviewReport(unitOfWork), [t.UNIT_OF_WORK])
      .inSingletonScope();
  });
