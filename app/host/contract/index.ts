/**
 * The typed contract between the screen and the host: everything the screen can ask for, area by area. It holds shapes and
 * nothing that runs, so that the screen can import it without the engine. Inputs are checked at the host; errors arrive as
 * data (`ContractError`).
 */
import { app } from './app.ts';
import { datasets } from './datasets.ts';
import { designer } from './designer.ts';
import { episodes } from './episodes.ts';
import { home } from './home.ts';
import { play } from './play.ts';
import { review } from './review.ts';
import { policies } from './policies.ts';
import { runs } from './runs.ts';
import { systems } from './systems.ts';
import { training } from './training.ts';

export const contract = {
  app,
  datasets,
  designer,
  episodes,
  home,
  play,
  policies,
  review,
  runs,
  systems,
  training,
};

export type { AppInfo, Change, Topic, WorkItem } from './app.ts';
export { topics } from './app.ts';
export type {
  ChatMessage,
  CheckReport,
  ChosenEpisode,
  DamagedDataset,
  DatasetDiff,
  DatasetLine,
  DatasetPage,
  DropCode,
  ExportSummary,
  FileCheck,
  FormatLine,
  DatasetRowView,
  RowLine,
  SelectionCounts,
  SelectionSpec,
  SourceFacets,
  SourceRun,
  TokenPiece,
} from './datasets.ts';
export type { AgreementView, Label, LabelVerdict, Queue, ReviewBrief, Reviewed } from './review.ts';
export type {
  AdmissionState,
  Audit,
  AuditRow,
  DamagedPack,
  Draft,
  Flips,
  GoldMove,
  Json,
  LifecycleWords,
  OpenPack,
  OwnPack,
  PackHead,
  PackLine,
  PackList,
  PackVersion,
  Problem,
  SavedDraft,
  SpokenSample,
  SystemWords,
  TaskSample,
  ToolWords,
  VersionFile,
  Vocabulary,
} from './designer.ts';
export type {
  ComponentView,
  EpisodeInsight,
  EpisodePage,
  EvidenceLine,
  FlagView,
  Neighbours,
  ProgressPoint,
  Seen,
  SeenToken,
  StateChange,
  Step,
  TaskView,
  TokenCounts,
  TurnCredit,
  Verdict,
} from './episodes.ts';
export type { LoopCounts, LoopReport, Rate } from './home.ts';
export type {
  EpisodeFacets,
  EpisodeLine,
  EpisodeSearch,
  FoundCounts,
  PackOption,
  PolicyOption,
  RunChoices,
  RunGrid,
  RunOverview,
} from './runs.ts';
export type {
  CallOutcome,
  EarlierPlay,
  Holder,
  PlayPolicy,
  PlayScenario,
  StageLine,
  StageOutcome,
  StageSetting,
  StageTool,
  StageView,
  StartPlay,
  UserBrief,
} from './play.ts';
export { runChoicesSchema } from './runs.ts';
export type {
  ChartState,
  ChartTransition,
  ChartView,
  RowPage,
  RowView,
  StateMove,
  SystemLine,
  SystemView,
  TableView,
  ToolView,
  Tried,
  WorldChoice,
  WorldView,
} from './systems.ts';

export type { ChatAnswer, PolicyLine } from './policies.ts';
export type {
  CurvePoint,
  CurveSeries,
  JobLine,
  JobStatus,
  JobView,
  LogLine,
  PolicyEvaluation,
  DatasetChoice,
  LiveChoice,
  MergeChoice,
  SampleView,
  TrainingBase,
  TrainingChoice,
  TrainingChoices,
  TrainingDataset,
  TrainingNews,
  TrainingPlan,
} from './training.ts';
export type {
  RecipeCard,
  RecipeChoice,
  RecipeLine,
  RecipePlan,
  RecipeRunView,
  RecipeStagePlan,
  RecipeStageView,
  RecipeTimes,
} from './recipes.ts';

/** What the `data` of an error from the host holds: what to do about it, and the place where there is one. */
export interface ErrorData {
  readonly remedy: string;
}
