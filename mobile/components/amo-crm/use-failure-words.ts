import type { BeginProblem } from './connecting';
import { useWords } from './use-words';

/** What a failure is called and what to do about it, in the language of the app. */
export function useFailureWords() {
  const words = useWords();
  return (failure: BeginProblem): { title: string; text: string } => {
    if (failure.kind === 'storage_refused') {
      return { title: words('ended.storageTitle'), text: words('ended.storageText') };
    }
    return {
      title: words(`problem.${failure.kind}.title`),
      text:
        failure.kind === 'retry_later'
          ? words(`wait.${failure.reason}`)
          : words(`problem.${failure.kind}.text`),
    };
  };
}
