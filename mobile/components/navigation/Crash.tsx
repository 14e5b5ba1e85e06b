import { useEffect } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { Screen } from '@/components/ui/Screen';

/** A screen that threw: what is safe and what to do. The error itself goes to the device's log. */
export function Crash({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation('common');
  useEffect(() => {
    console.error(error);
  }, [error]);
  return (
    <Screen room="form" bottomInset>
      <View style={styles.middle}>
        <ErrorState title={t('crash.title')} text={t('crash.text')} onRetry={onRetry} />
      </View>
    </Screen>
  );
}

const styles = StyleSheet.create({ middle: { flexGrow: 1, justifyContent: 'center' } });
