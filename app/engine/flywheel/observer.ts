/** Who watches a long task: what is being done, how far it is, how it ended. */

export interface Stage {
  /** `done` of `total` pieces of work; `note` is a short count for a person. */
  update(done: number, total: number, note: string): void;
  end(summary: string): void;
}

export interface Observer {
  stage(title: string): Stage;
  note(text: string): void;
}
