/** Tells who is watching that a submission or one of its steps has changed. A hint: whoever is told reads the ledger. */
export abstract class Changes {
  /** Calls back after every change of the submission, perhaps once too often; gives the function that ends it. */
  abstract subscribe(submissionId: string, onChange: () => void): () => void;
  abstract close(): Promise<void>;
}
